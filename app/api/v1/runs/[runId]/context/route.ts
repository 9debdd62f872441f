import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { contextFilter, runContext } from '@/lib/runs/context-schema'
import { readRunContext } from '@/lib/runs/read-context'

export const GET = route({
  summary: 'Read what occupies the window of a run at a step, how often it was sent, and what it has cost',
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  query: contextFilter,
  response: runContext,
  run: ({ actor, params, query }) => readRunContext(actor, params.runId, query.step),
})
