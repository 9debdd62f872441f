import { route } from '@/lib/http/handler'
import { createTemplate, listTemplates } from '@/lib/templates/repository'
import { createTemplateInput, template, templateList } from '@/lib/templates/schema'

export const GET = route({
  summary: 'List templates by name',
  action: 'template:read',
  response: templateList,
  run: async ({ actor }) => ({ templates: await listTemplates(actor) }),
})

export const POST = route({
  summary: 'Make a template',
  action: 'template:write',
  body: createTemplateInput,
  response: template,
  status: 201,
  run: ({ actor, body }) => createTemplate(actor, body),
})
