/** Where the page gets the resting models from, and how it ends a rest. */
import { queryOptions } from '@tanstack/react-query'
import { request } from '../../http/client'
import { restingModelList } from './schema'

/** Runs give models up at any time; whoever looks at the list sees it soon. */
const lookAgainMs = 10_000

export function restingModelsQuery() {
  return queryOptions({
    queryKey: ['models', 'resting'] as const,
    queryFn: ({ signal }) => request(restingModelList, '/models/resting', { signal }),
    refetchInterval: lookAgainMs,
    select: ({ models }) => models,
  })
}

export function wakeModel(spec: string) {
  return request(restingModelList, '/models/resting/end', { method: 'POST', body: { spec } })
}
