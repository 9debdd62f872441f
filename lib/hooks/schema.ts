/** An incoming webhook: an address and a secret with which another system starts a task from a template. */
import { z } from 'zod'
import { inputName } from '../templates/schema'

/** `signature`: each call is signed as Standard Webhooks says. `bearer`: the secret itself is sent. */
export const hookAuth = z.enum(['signature', 'bearer'])
export type HookAuth = z.infer<typeof hookAuth>

export const jsonPointer = z
  .string()
  .max(500)
  .regex(/^(\/([^~]|~[01])*)?$/, 'a pointer begins with /, such as /issue/title')

const fields = {
  name: z.string().trim().min(1, 'write a name').max(80),
  template: z.string().min(1, 'choose a template'),
  /** Which part of the JSON body each input takes (RFC 6901); an input that is left out takes its default. */
  mapping: z.record(inputName, jsonPointer),
  paused: z.boolean(),
}

export const createHookInput = z.object({
  ...fields,
  auth: hookAuth.default('signature'),
  mapping: fields.mapping.default({}),
  paused: z.boolean().default(false),
})
export type CreateHookInput = z.output<typeof createHookInput>

export const updateHookInput = z.object({ ...fields, newSecret: z.literal(true) }).partial()
export type UpdateHookInput = z.infer<typeof updateHookInput>

export const hook = z.object({
  id: z.string(),
  name: z.string(),
  auth: hookAuth,
  /** Where calls go, below the origin of this Reef. */
  path: z.string(),
  last4: z.string(),
  template: z.string(),
  /** Null when it was deleted. */
  templateName: z.string().nullable(),
  mapping: z.record(z.string(), z.string()),
  paused: z.boolean(),
  ownerName: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
export type Hook = z.infer<typeof hook>

export const hookList = z.object({ hooks: z.array(hook) })
/** The secret leaves once: when it is made. */
export const savedHook = z.object({ hook, secret: z.string().nullable() })

export const deliveryStatus = z.enum(['started', 'refused', 'duplicate'])

export const hookDelivery = z.object({
  id: z.string(),
  /** The sender's own id of the call. */
  deliveryId: z.string().nullable(),
  at: z.iso.datetime(),
  status: deliveryStatus,
  reason: z.string().nullable(),
  taskId: z.string().nullable(),
  bodySize: z.int(),
  /** Whether the body is kept, so that it can be sent again. */
  replayable: z.boolean(),
})
export type HookDelivery = z.infer<typeof hookDelivery>

export const deliveryList = z.object({ deliveries: z.array(hookDelivery) })
export const deliveryAnswer = z.object({ taskId: z.string().nullable(), duplicate: z.boolean() })
