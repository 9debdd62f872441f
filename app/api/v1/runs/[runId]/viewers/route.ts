import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { lookAtRun } from '@/lib/presence/look'
import { lookInput, viewerList } from '@/lib/presence/schema'

export const POST = route({
  summary: 'Say that this run is open in a page, and read who else has it open',
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  body: lookInput,
  response: viewerList,
  run: ({ actor, params, body }) => lookAtRun(actor, params.runId, body),
})
