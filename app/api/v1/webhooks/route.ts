import { route } from '@/lib/http/handler'
import { createWebhook } from '@/lib/webhooks/create-webhook'
import { listWebhooks } from '@/lib/webhooks/repository'
import { createdWebhook, createWebhookInput, webhookList } from '@/lib/webhooks/schema'

export const GET = route({
  summary: 'Outgoing webhooks of the workspace',
  action: 'webhook:write',
  response: webhookList,
  run: async ({ actor }) => ({ webhooks: await listWebhooks(actor) }),
})

export const POST = route({
  summary: 'Make an outgoing webhook; its signing secret is shown this once',
  action: 'webhook:write',
  body: createWebhookInput,
  response: createdWebhook,
  status: 201,
  run: ({ actor, body }) => createWebhook(actor, body),
})
