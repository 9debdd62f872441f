import { route } from '@/lib/http/handler'
import { forecastTask } from '@/lib/usage/forecast/read-forecast'
import { forecastQuestion, startForecast } from '@/lib/usage/forecast/schema'

export const GET = route({
  summary:
    'Forecast what a task will use, as a range of what similar runs have used (no range below three of them), and when its model is cheaper',
  action: 'run:read',
  query: forecastQuestion,
  response: startForecast,
  run: ({ actor, query }) => forecastTask(actor, query),
})
