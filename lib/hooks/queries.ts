/** Where the page gets hooks from, and how it changes them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request, requestDone } from '../http/client'
import {
  type createHookInput,
  deliveryAnswer,
  deliveryList,
  hookList,
  savedHook,
  type UpdateHookInput,
} from './schema'

export function hookListQuery() {
  return queryOptions({
    queryKey: ['hooks', 'list'] as const,
    queryFn: ({ signal }) => request(hookList, '/hooks', { signal }),
  })
}

export function deliveriesQuery(hookId: string) {
  return queryOptions({
    queryKey: ['hooks', 'deliveries', hookId] as const,
    queryFn: ({ signal }) => request(deliveryList, `/hooks/${hookId}/deliveries`, { signal }),
  })
}

export function createHook(input: z.input<typeof createHookInput>) {
  return request(savedHook, '/hooks', { method: 'POST', body: input })
}

export function updateHook(id: string, change: UpdateHookInput) {
  return request(savedHook, `/hooks/${id}`, { method: 'PATCH', body: change })
}

export function deleteHook(id: string) {
  return requestDone(`/hooks/${id}`, { method: 'DELETE' })
}

export function replayDelivery(hookId: string, deliveryId: string) {
  return request(deliveryAnswer, `/hooks/${hookId}/deliveries/${deliveryId}/replay`, {
    method: 'POST',
    body: {},
  })
}
