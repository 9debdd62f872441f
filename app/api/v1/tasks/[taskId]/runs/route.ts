import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { startedTask, startRunInput } from '@/lib/tasks/schema'
import { startRun } from '@/lib/tasks/start-run'

export const POST = route({
  summary: 'Start another run of a task',
  action: 'task:write',
  params: z.object({ taskId: z.string() }),
  body: startRunInput,
  response: startedTask,
  status: 201,
  run: ({ actor, params, body }) => startRun(actor, params.taskId, body),
})
