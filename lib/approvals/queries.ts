/** Where the page gets open approvals from. Those of a run that is open live come with its state. */
import { queryOptions } from '@tanstack/react-query'
import { queryString, request } from '../http/client'

const schemas = () => import('./schema')

export const approvalsKey = ['approvals'] as const

/** `run`: of this run and of the runs that it has started. */
export function approvalListQuery(filter: { run?: string } = {}) {
  return queryOptions({
    queryKey: [...approvalsKey, filter] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).approvalList, `/approvals${queryString(filter)}`, { signal }),
  })
}
