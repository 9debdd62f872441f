/** Where the page gets tasks from: keys, requests and commands. */
import { queryOptions } from '@tanstack/react-query'
import { queryString, request } from '../http/client'
import type { CreateTaskInput, StartRunInput, TaskFilter, UpdateTaskInput } from './schema'

const schemas = () => import('./schema')

export const taskListKey = ['tasks', 'list'] as const

export function taskListQuery(filter: Partial<TaskFilter> = {}) {
  return queryOptions({
    queryKey: [...taskListKey, filter] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).taskList, `/tasks${queryString(filter)}`, { signal }),
  })
}

export function taskDetailQuery(taskId: string) {
  return queryOptions({
    queryKey: ['tasks', 'detail', taskId] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).taskDetail, `/tasks/${taskId}`, { signal }),
  })
}

/** What a person may send: like `createTaskInput` before its defaults. */
export type NewTask = Omit<CreateTaskInput, 'start'> & { start?: boolean }

export function createTask(input: NewTask) {
  return request(async () => (await schemas()).startedTask, '/tasks', { method: 'POST', body: input })
}

export function updateTask(taskId: string, change: UpdateTaskInput) {
  return request(async () => (await schemas()).task, `/tasks/${taskId}`, { method: 'PATCH', body: change })
}

/** Starts another attempt at a task. */
export function startRun(taskId: string, input: StartRunInput = {}) {
  return request(async () => (await schemas()).startedAttempt, `/tasks/${taskId}/runs`, {
    method: 'POST',
    body: input,
  })
}
