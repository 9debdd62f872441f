import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { readWhatIf } from '@/lib/usage/what-if/read-what-if'
import { whatIf, whatIfFilter } from '@/lib/usage/what-if/schema'

export const GET = route({
  summary: 'Re-price a run from its stored usage: other cache lifetimes, other hours, other models',
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  query: whatIfFilter,
  response: whatIf,
  run: ({ actor, params, query }) => readWhatIf(actor, params.runId, query),
})
