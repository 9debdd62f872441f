/** Changes a webhook: its name, its address, what it is told, and whether it rests. */
import type { Actor } from '../accounts/actor'
import { requireReachable } from './create-webhook'
import { updateWebhook } from './repository'
import type { ChangeWebhookInput, Webhook } from './schema'

export async function changeWebhook(actor: Actor, id: string, input: ChangeWebhookInput): Promise<Webhook> {
  if (input.url !== undefined) requireReachable(input.url)
  const { name, url, events, paused } = input
  return await updateWebhook(actor, id, {
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events }),
    ...(paused === undefined ? {} : { paused }),
  })
}
