import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { projectRun } from '@/lib/usage/forecast/read-forecast'
import { projection } from '@/lib/usage/forecast/schema'

export const GET = route({
  summary:
    'Read where a run is going: its likely total, what works below it, and what else draws on its budget',
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  response: projection,
  run: ({ actor, params }) => projectRun(actor, params.runId),
})
