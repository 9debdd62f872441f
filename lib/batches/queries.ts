/** Where the page gets batches from, and how it changes them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request } from '../http/client'
import type { createBatchInput, UpdateBatchInput } from './schema'

const schemas = () => import('./schema')

export function batchListQuery() {
  return queryOptions({
    queryKey: ['batches', 'list'] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).batchList, '/batches', { signal }),
  })
}

export function batchQuery(id: string) {
  return queryOptions({
    queryKey: ['batches', 'detail', id] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).batchDetail, `/batches/${id}`, { signal }),
  })
}

export function createBatch(input: z.input<typeof createBatchInput>) {
  return request(async () => (await schemas()).batchDetail, '/batches', { method: 'POST', body: input })
}

export function updateBatch(id: string, change: UpdateBatchInput) {
  return request(async () => (await schemas()).batchDetail, `/batches/${id}`, {
    method: 'PATCH',
    body: change,
  })
}

/** Stops everything, or runs again what failed. */
export function commandBatch(id: string, command: 'stop' | 'repeat') {
  return request(async () => (await schemas()).batchDetail, `/batches/${id}/${command}`, {
    method: 'POST',
    body: {},
  })
}
