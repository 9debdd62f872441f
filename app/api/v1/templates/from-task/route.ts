import { route } from '@/lib/http/handler'
import { templateFromTask } from '@/lib/templates/from-task'
import { template, templateFromTaskInput } from '@/lib/templates/schema'

export const POST = route({
  summary: 'Make a template of a task',
  action: 'template:write',
  body: templateFromTaskInput,
  response: template,
  status: 201,
  run: ({ actor, body }) => templateFromTask(actor, body.task, body.name),
})
