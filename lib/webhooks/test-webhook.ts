/** The test button: a letter that says nothing but that it arrived, on the same way as every other. */
import type { Actor } from '../accounts/actor'
import { newId } from '../shared/id'
import { insertDelivery } from './repository'
import { type Delivery, testEvent } from './schema'

export function testWebhook(actor: Actor, webhookId: string): Promise<Delivery> {
  const id = newId('delivery')
  const timestamp = new Date().toISOString()
  const payload = { type: testEvent, timestamp, data: { sentBy: actor.name } }
  return insertDelivery(actor, webhookId, { id, eventId: `evt_${id}`, type: testEvent, payload })
}
