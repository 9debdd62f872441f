import { z } from 'zod'
import { updateHook } from '@/lib/hooks/change-hook'
import { deleteHook, readHook } from '@/lib/hooks/repository'
import { hook, savedHook, updateHookInput } from '@/lib/hooks/schema'
import { route } from '@/lib/http/handler'

const params = z.object({ hookId: z.string() })

export const GET = route({
  summary: 'Read an incoming webhook',
  action: 'hook:read',
  params,
  response: hook,
  run: ({ actor, params }) => readHook(actor, params.hookId),
})

export const PATCH = route({
  summary: 'Change an incoming webhook, or give it a new secret',
  action: 'hook:write',
  params,
  body: updateHookInput,
  response: savedHook,
  run: ({ actor, params, body }) => updateHook(actor, params.hookId, body),
})

export const DELETE = route({
  summary: 'Delete an incoming webhook with its log; its tasks stay',
  action: 'hook:write',
  params,
  status: 204,
  run: ({ actor, params }) => deleteHook(actor, params.hookId),
})
