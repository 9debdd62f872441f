/** Words found in tasks and transcripts. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { queryString, request } from '../http/client'

const searchResults = z.object({
  tasks: z.array(z.object({ id: z.string(), title: z.string(), snippet: z.string() })),
  runs: z.array(
    z.object({
      runId: z.string(),
      taskId: z.string(),
      taskTitle: z.string(),
      seq: z.int().nullable(),
      snippet: z.string(),
    }),
  ),
})
export type SearchResults = z.infer<typeof searchResults>

export function searchQuery(q: string) {
  return queryOptions({
    queryKey: ['search', q] as const,
    enabled: q.trim().length >= 2,
    queryFn: ({ signal }) => request(searchResults, `/search${queryString({ q })}`, { signal }),
  })
}
