/** Where the page gets a re-priced run from. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { queryString, request } from '../../http/client'
import type { WhatIfScope } from './rules'

export function whatIfQuery(runId: string, scope: WhatIfScope, find: string) {
  return queryOptions({
    queryKey: ['runs', 'what-if', runId, scope, find] as const,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request(
        async () => (await import('./schema')).whatIf,
        `/runs/${runId}/what-if${queryString({ scope, ...(find === '' ? {} : { find }) })}`,
        { signal },
      ),
  })
}
