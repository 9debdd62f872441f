import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { runTree } from '@/lib/runs/schema'
import { readTree } from '@/lib/runs/tree/repository'

export const GET = route({
  summary: 'Read the tree of a run: every run of its attempt, and who handed work to whom',
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  response: runTree,
  run: ({ actor, params }) => readTree(actor, params.runId),
})
