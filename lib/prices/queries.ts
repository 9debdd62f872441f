/** Where the page gets prices from, and how it sets them. */
import { queryOptions } from '@tanstack/react-query'
import { request, requestDone } from '../http/client'
import type { SetPriceInput } from './schema'

export const pricesKey = ['prices'] as const

export function priceListQuery() {
  return queryOptions({
    queryKey: pricesKey,
    queryFn: ({ signal }) => request(async () => (await import('./schema')).priceList, '/prices', { signal }),
  })
}

export function setPrice(input: SetPriceInput) {
  return requestDone('/prices', { method: 'POST', body: input })
}

export function removePrice(id: string) {
  return requestDone(`/prices/${id}`, { method: 'DELETE' })
}
