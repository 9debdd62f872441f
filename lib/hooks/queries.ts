/** Where the page gets hooks from, and how it changes them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request, requestDone } from '../http/client'
import type { createHookInput, UpdateHookInput } from './schema'

const schemas = () => import('./schema')

export function hookListQuery() {
  return queryOptions({
    queryKey: ['hooks', 'list'] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).hookList, '/hooks', { signal }),
  })
}

export function deliveriesQuery(hookId: string) {
  return queryOptions({
    queryKey: ['hooks', 'deliveries', hookId] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).deliveryList, `/hooks/${hookId}/deliveries`, { signal }),
  })
}

export function createHook(input: z.input<typeof createHookInput>) {
  return request(async () => (await schemas()).savedHook, '/hooks', { method: 'POST', body: input })
}

export function updateHook(id: string, change: UpdateHookInput) {
  return request(async () => (await schemas()).savedHook, `/hooks/${id}`, { method: 'PATCH', body: change })
}

export function deleteHook(id: string) {
  return requestDone(`/hooks/${id}`, { method: 'DELETE' })
}

export function replayDelivery(hookId: string, deliveryId: string) {
  return request(
    async () => (await schemas()).deliveryAnswer,
    `/hooks/${hookId}/deliveries/${deliveryId}/replay`,
    {
      method: 'POST',
      body: {},
    },
  )
}
