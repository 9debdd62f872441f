import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { deleteTemplate, readTemplate, updateTemplate } from '@/lib/templates/repository'
import { template, updateTemplateInput } from '@/lib/templates/schema'

const params = z.object({ templateId: z.string() })

export const GET = route({
  summary: 'Read a template',
  action: 'template:read',
  params,
  response: template,
  run: ({ actor, params }) => readTemplate(actor, params.templateId),
})

export const PATCH = route({
  summary: 'Change a template',
  action: 'template:write',
  params,
  body: updateTemplateInput,
  response: template,
  run: ({ actor, params, body }) => updateTemplate(actor, params.templateId, body),
})

export const DELETE = route({
  summary: 'Delete a template; its tasks stay',
  action: 'template:write',
  params,
  status: 204,
  run: ({ actor, params }) => deleteTemplate(actor, params.templateId),
})
