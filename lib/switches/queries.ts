/** Where the page gets kill switches from, and how it presses them. */
import { queryOptions } from '@tanstack/react-query'
import { request, requestDone } from '../http/client'
import type { PressInput } from './schema'

export const switchesKey = ['switches'] as const

export function switchListQuery() {
  return queryOptions({
    queryKey: switchesKey,
    queryFn: ({ signal }) =>
      request(async () => (await import('./schema')).switchList, '/switches', { signal }),
  })
}

export function pressSwitch(input: PressInput) {
  return requestDone('/switches', { method: 'POST', body: input })
}

export function liftSwitch(id: string) {
  return requestDone(`/switches/${id}`, { method: 'DELETE' })
}
