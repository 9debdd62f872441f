import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { readRunState } from '@/lib/runs/repository'
import { eventVersion } from '@/lib/runs/rules'
import { foldedRun } from '@/lib/runs/schema'

export const GET = route({
  summary: "Read a run's state, folded from its events so far: what a reader of a long run begins with",
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  response: foldedRun,
  run: async ({ actor, params }) => {
    const state = await readRunState(actor, params.runId)
    return { version: eventVersion, seq: state.seq, state }
  },
})
