/** Where the page gets webhooks from, and how it makes, changes and tests them. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { request, requestDone } from '../http/client'
import {
  type ChangeWebhookInput,
  type CreateWebhookInput,
  createdWebhook,
  delivery,
  deliveryList,
  webhook,
  webhookList,
} from './schema'

export const webhooksKey = ['webhooks'] as const

export function webhookListQuery() {
  return queryOptions({
    queryKey: [...webhooksKey, 'list'] as const,
    queryFn: ({ signal }) => request(webhookList, '/webhooks', { signal }),
    select: ({ webhooks }) => webhooks,
  })
}

export function deliveriesQuery(webhookId: string) {
  return queryOptions({
    queryKey: [...webhooksKey, 'deliveries', webhookId] as const,
    queryFn: ({ signal }) => request(deliveryList, `/webhooks/${webhookId}/deliveries`, { signal }),
    select: ({ deliveries }) => deliveries,
  })
}

export function createWebhook(input: CreateWebhookInput) {
  return request(createdWebhook, '/webhooks', { method: 'POST', body: input })
}

export function changeWebhook(id: string, input: ChangeWebhookInput) {
  return request(webhook, `/webhooks/${id}`, { method: 'PATCH', body: input })
}

export function deleteWebhook(id: string) {
  return requestDone(`/webhooks/${id}`, { method: 'DELETE' })
}

export function testWebhook(id: string) {
  return request(delivery, `/webhooks/${id}/test`, { method: 'POST' })
}

export function replayDelivery(webhookId: string, id: string) {
  return request(z.unknown(), `/webhooks/${webhookId}/deliveries/${id}/replay`, { method: 'POST' })
}
