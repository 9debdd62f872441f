import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { listDeliveries } from '@/lib/webhooks/repository'
import { deliveryList } from '@/lib/webhooks/schema'

export const GET = route({
  summary: 'What an outgoing webhook was told, with each attempt; newest first',
  action: 'webhook:write',
  params: z.object({ webhookId: z.string() }),
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  response: deliveryList,
  run: async ({ actor, params, query }) => ({
    deliveries: await listDeliveries(actor, params.webhookId, query.limit),
  }),
})
