/** Where the page gets forecasts from. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { queryString, request } from '../../http/client'
import type { ForecastQuestion } from './schema'

const schemas = () => import('./schema')

/** Instructions grow by letters; what is similar to them does not change with each. */
const sizeStep = 200

export function forecastQuery({ agent, model, characters }: ForecastQuestion) {
  const question = {
    ...(agent ? { agent } : {}),
    ...(model ? { model } : {}),
    characters: Math.ceil(characters / sizeStep) * sizeStep,
  }
  return queryOptions({
    queryKey: ['usage', 'forecast', question] as const,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).startForecast, `/usage/forecast${queryString(question)}`, {
        signal,
      }),
  })
}

/** Asked anew when a step is over; `moment` says up to where the page knows the run. */
export function projectionQuery(runId: string, moment: string) {
  return queryOptions({
    queryKey: ['runs', 'projection', runId, moment] as const,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).projection, `/runs/${runId}/projection`, { signal }),
  })
}
