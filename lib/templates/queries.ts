/** Where the page gets templates from, and how it changes and uses them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request, requestDone } from '../http/client'
import { startedTask } from '../tasks/schema'
import {
  type createTemplateInput,
  template,
  templateList,
  type UpdateTemplateInput,
  type useTemplateInput,
} from './schema'

export function templateListQuery() {
  return queryOptions({
    queryKey: ['templates'] as const,
    queryFn: ({ signal }) => request(templateList, '/templates', { signal }),
  })
}

export function createTemplate(input: z.input<typeof createTemplateInput>) {
  return request(template, '/templates', { method: 'POST', body: input })
}

export function templateFromTask(task: string) {
  return request(template, '/templates/from-task', { method: 'POST', body: { task } })
}

export function updateTemplate(id: string, change: UpdateTemplateInput) {
  return request(template, `/templates/${id}`, { method: 'PATCH', body: change })
}

export function deleteTemplate(id: string) {
  return requestDone(`/templates/${id}`, { method: 'DELETE' })
}

export function assignFromTemplate(id: string, input: z.input<typeof useTemplateInput>) {
  return request(startedTask, `/templates/${id}/tasks`, { method: 'POST', body: input })
}
