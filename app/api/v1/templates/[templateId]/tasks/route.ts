import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { startedTask } from '@/lib/tasks/schema'
import { useTemplateInput } from '@/lib/templates/schema'
import { assignFromTemplate } from '@/lib/templates/use-template'

export const POST = route({
  summary: 'Assign a task from a template with values',
  action: 'task:write',
  params: z.object({ templateId: z.string() }),
  body: useTemplateInput,
  response: startedTask,
  status: 201,
  run: ({ actor, params, body }) => assignFromTemplate(actor, params.templateId, body),
})
