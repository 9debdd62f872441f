/** Where the page gets templates from, and how it changes and uses them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request, requestDone } from '../http/client'
import type { createTemplateInput, UpdateTemplateInput, useTemplateInput } from './schema'

// The schemas come beside the first answer: no page has to wait for them before it shows itself.
const schemas = () => import('./schema')
const taskSchemas = () => import('../tasks/schema')
const oneTemplate = async () => (await schemas()).template

export function templateListQuery() {
  return queryOptions({
    queryKey: ['templates'] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).templateList, '/templates', { signal }),
  })
}

export function createTemplate(input: z.input<typeof createTemplateInput>) {
  return request(oneTemplate, '/templates', { method: 'POST', body: input })
}

export function templateFromTask(task: string) {
  return request(oneTemplate, '/templates/from-task', { method: 'POST', body: { task } })
}

export function updateTemplate(id: string, change: UpdateTemplateInput) {
  return request(oneTemplate, `/templates/${id}`, { method: 'PATCH', body: change })
}

export function deleteTemplate(id: string) {
  return requestDone(`/templates/${id}`, { method: 'DELETE' })
}

export function assignFromTemplate(id: string, input: z.input<typeof useTemplateInput>) {
  return request(async () => (await taskSchemas()).startedTask, `/templates/${id}/tasks`, {
    method: 'POST',
    body: input,
  })
}
