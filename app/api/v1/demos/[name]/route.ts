import { z } from 'zod'
import { startDemo } from '@/lib/demos/start-demo'
import { route } from '@/lib/http/handler'
import { startedTask } from '@/lib/tasks/schema'

export const POST = route({
  summary: 'Start a demo: scripted model, real tools',
  action: 'task:write',
  params: z.object({ name: z.string() }),
  response: startedTask,
  status: 201,
  run: ({ actor, params }) => startDemo(actor, params.name),
})
