import { route } from '@/lib/http/handler'
import { forecastTask } from '@/lib/usage/forecast/read-forecast'
import { forecast, forecastQuestion } from '@/lib/usage/forecast/schema'

export const GET = route({
  summary:
    'Forecast what a task will use, as a range of what similar runs have used; no range below three of them',
  action: 'run:read',
  query: forecastQuestion,
  response: forecast,
  run: ({ actor, query }) => forecastTask(actor, query),
})
