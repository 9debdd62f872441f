import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { runCommand } from '@/lib/runs/decide'
import { commandAnswer } from '@/lib/runs/schema'
import { takeCommand } from '@/lib/runs/take-command'

export const POST = route({
  summary:
    'Tell a run something: message, pause, resume, stop, answer, approve, deny, plan, model, fork, and changes of waiting messages',
  action: 'run:control',
  params: z.object({ runId: z.string() }),
  body: runCommand,
  response: commandAnswer,
  status: 202,
  run: ({ actor, params, body }) => takeCommand(actor, params.runId, body),
})
