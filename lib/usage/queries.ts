/** Where the page gets the sums of the ledger from. */
import { queryOptions } from '@tanstack/react-query'
import { queryString, request } from '../http/client'
import type { UsageFilter } from './breakdown'

const schemas = () => import('./breakdown')

export function usageQuery(by: UsageFilter['by']) {
  return queryOptions({
    queryKey: ['usage', by] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).usageBreakdown, `/usage${queryString({ by })}`, { signal }),
  })
}
