import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { commandRun } from '@/lib/runs/command-run'
import { runCommand } from '@/lib/runs/decide'

export const POST = route({
  summary: 'Tell a run something: message, pause, resume, stop, answer, approve, deny, plan, model',
  action: 'run:control',
  params: z.object({ runId: z.string() }),
  body: runCommand,
  response: z.object({ seq: z.int() }),
  status: 202,
  run: ({ actor, params, body }) => commandRun(actor, params.runId, body),
})
