import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { changeWebhook } from '@/lib/webhooks/change-webhook'
import { deleteWebhook } from '@/lib/webhooks/repository'
import { changeWebhookInput, webhook } from '@/lib/webhooks/schema'

const params = z.object({ webhookId: z.string() })

export const PATCH = route({
  summary: 'Change an outgoing webhook, pause it or let it go on',
  action: 'webhook:write',
  params,
  body: changeWebhookInput,
  response: webhook,
  run: ({ actor, params, body }) => changeWebhook(actor, params.webhookId, body),
})

export const DELETE = route({
  summary: 'Remove an outgoing webhook with its log',
  action: 'webhook:write',
  params,
  status: 204,
  run: ({ actor, params }) => deleteWebhook(actor, params.webhookId),
})
