/** Outgoing webhooks: an address that is told of chosen facts, and the log of what it was told. */
import { z } from 'zod'
import { json } from '../shared/json'

/** What a webhook can be told of. A closed list: receivers rely on it. */
export const webhookEvents = ['run.ended', 'run.waiting', 'question.asked', 'approval.requested'] as const
export const webhookEvent = z.enum(webhookEvents)
export type WebhookEvent = z.infer<typeof webhookEvent>

/** Sent by the test button; nobody subscribes to it. */
export const testEvent = 'webhook.test'

const name = z.string().trim().min(1, 'Give it a name.').max(80)
const url = z
  .url({ protocol: /^https?$/, error: 'This is not a web address.' })
  .max(2_000)
  .refine(text => {
    const { username, password } = new URL(text)
    return username === '' && password === ''
  }, 'An address with a user name or password in it is not called.')
const events = z.array(webhookEvent).min(1, 'Choose at least one event.')

export const createWebhookInput = z.object({ name, url, events })
export type CreateWebhookInput = z.infer<typeof createWebhookInput>

export const changeWebhookInput = z.object({
  name: name.optional(),
  url: url.optional(),
  events: events.optional(),
  /** A paused webhook keeps what it is to be told, for 30 days. */
  paused: z.boolean().optional(),
})
export type ChangeWebhookInput = z.infer<typeof changeWebhookInput>

export const deliveryStatus = z.enum(['pending', 'delivered', 'failed'])
export type DeliveryStatus = z.infer<typeof deliveryStatus>

export const deliveryAttempt = z.object({
  at: z.iso.datetime(),
  /** HTTP status; null when there was no answer. */
  status: z.int().nullable(),
  durationMs: z.number().nonnegative(),
  /** The beginning of the answer, or why there was none. */
  excerpt: z.string(),
  /**
   * An attempt whose answer nobody has written down: it is being made, or whoever made it is gone. The receiver may
   * have heard it all the same.
   */
  ending: z.enum(['under-way', 'lost']).optional(),
})
export type DeliveryAttempt = z.infer<typeof deliveryAttempt>

export const delivery = z.object({
  id: z.string(),
  eventId: z.string(),
  type: z.string(),
  payload: json,
  status: deliveryStatus,
  /** When the next attempt is made, while it is pending. */
  dueAt: z.iso.datetime(),
  /** The newest attempts, oldest first. */
  attempts: z.array(deliveryAttempt),
  createdAt: z.iso.datetime(),
  deliveredAt: z.iso.datetime().nullable(),
})
export type Delivery = z.infer<typeof delivery>

export const webhook = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(webhookEvent),
  /** Attempts in a row that failed. */
  failures: z.int().nonnegative(),
  pausedAt: z.iso.datetime().nullable(),
  pauseReason: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
export type Webhook = z.infer<typeof webhook>

export const webhookList = z.object({ webhooks: z.array(webhook) })
export const deliveryList = z.object({ deliveries: z.array(delivery) })
/** The secret is shown this once. */
export const createdWebhook = z.object({ webhook, secret: z.string() })
export type CreatedWebhook = z.infer<typeof createdWebhook>
