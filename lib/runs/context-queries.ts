/** Where the page gets the pieces of a run's context from. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { queryString, request } from '../http/client'

/** `answered`: steps that are over, so that a run at work is asked again. */
export function runContextQuery(runId: string, step: number | null, answered: number) {
  return queryOptions({
    queryKey: ['runs', 'context', runId, step, answered] as const,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request(
        async () => (await import('./context-schema')).runContext,
        `/runs/${runId}/context${queryString(step === null ? {} : { step })}`,
        { signal },
      ),
  })
}
