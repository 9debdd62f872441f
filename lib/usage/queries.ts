/** Where the page gets the sums of the ledger from. */
import { queryOptions } from '@tanstack/react-query'
import { queryString, request } from '../http/client'
import { type UsageFilter, usageBreakdown } from './breakdown'

export function usageQuery(by: UsageFilter['by']) {
  return queryOptions({
    queryKey: ['usage', by] as const,
    queryFn: ({ signal }) => request(usageBreakdown, `/usage${queryString({ by })}`, { signal }),
  })
}
