/** Words found in tasks and transcripts. */
import { queryOptions } from '@tanstack/react-query'
import { queryString, request } from '../http/client'

const schemas = () => import('./schema')

export function searchQuery(q: string) {
  return queryOptions({
    queryKey: ['search', q] as const,
    enabled: q.trim().length >= 2,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).searchResults, `/search${queryString({ q })}`, { signal }),
  })
}
