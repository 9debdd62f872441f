import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { replayDelivery } from '@/lib/webhooks/repository'
import { delivery } from '@/lib/webhooks/schema'

export const POST = route({
  summary: 'Send a delivery of an outgoing webhook once more, under the same id',
  action: 'webhook:write',
  params: z.object({ webhookId: z.string(), deliveryId: z.string() }),
  response: delivery,
  status: 202,
  run: ({ actor, params }) => replayDelivery(actor, params.webhookId, params.deliveryId),
})
