import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { delivery } from '@/lib/webhooks/schema'
import { testWebhook } from '@/lib/webhooks/test-webhook'

export const POST = route({
  summary: 'Send a test event to an outgoing webhook',
  action: 'webhook:write',
  params: z.object({ webhookId: z.string() }),
  response: delivery,
  status: 202,
  run: ({ actor, params }) => testWebhook(actor, params.webhookId),
})
