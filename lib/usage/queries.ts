/** Where the page gets the sums of the ledger from. */
import { queryOptions } from '@tanstack/react-query'
import { apiBase, queryString, request } from '../http/client'
import type { UsageQuestion } from './rules'

const schemas = () => import('./breakdown')
const wasteSchemas = () => import('./waste/schema')

export function usageQuery(question: UsageQuestion) {
  return queryOptions({
    queryKey: ['usage', question] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).usageBreakdown, `/usage${queryString(question)}`, { signal }),
  })
}

export function wasteQuery({ by: _, ...question }: UsageQuestion) {
  return queryOptions({
    queryKey: ['usage', 'waste', question] as const,
    // It reads logs: not again at every glance.
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      request(async () => (await wasteSchemas()).wasteReport, `/usage/waste${queryString(question)}`, {
        signal,
      }),
  })
}

/** Of whole attempts: only the days of the question count. */
export function solvedQuery({ from, to, days }: UsageQuestion) {
  const named = Object.entries({ from, to, days }).filter(([, value]) => value !== undefined)
  const range = Object.fromEntries(named) as Record<string, string | number>
  return queryOptions({
    queryKey: ['usage', 'solved', range] as const,
    queryFn: ({ signal }) =>
      request(
        async () => (await import('./solved/schema')).solvedReport,
        `/usage/solved${queryString(range)}`,
        { signal },
      ),
  })
}

export function usageCsvAddress(question: UsageQuestion, waste: boolean): string {
  return `${apiBase}/usage/${waste ? 'waste/csv' : 'csv'}${queryString(question)}`
}
