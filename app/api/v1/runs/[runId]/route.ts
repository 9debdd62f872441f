import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { readRun } from '@/lib/runs/repository'
import { runDetail } from '@/lib/runs/schema'

export const GET = route({
  summary: 'Read a run: status, usage, plan, files and result',
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  response: runDetail,
  run: ({ actor, params }) => readRun(actor, params.runId),
})
