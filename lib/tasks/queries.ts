/** Where the page gets tasks from: keys, requests and commands. */
import { queryOptions, replaceEqualDeep } from '@tanstack/react-query'
import { queryString, request } from '../http/client'
import { furtherOf } from './rules'
import type {
  BulkInput,
  CreateTaskInput,
  StartRunInput,
  TaskFilter,
  TaskList,
  UpdateTaskInput,
} from './schema'

const schemas = () => import('./schema')

const placesEveryMs = 4_000

export const taskListKey = ['tasks', 'list'] as const

export function taskListQuery(filter: Partial<TaskFilter> = {}) {
  return queryOptions({
    queryKey: [...taskListKey, filter] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).taskList, `/tasks${queryString(filter)}`, { signal }),
    // Places in line change with what others do, of which no event of these tasks tells.
    refetchInterval: ({ state }) =>
      state.data?.tasks.some(({ run }) => run?.queuePosition) ? placesEveryMs : false,
    structuralSharing: (known, come) =>
      replaceEqualDeep(known, keepFurther(known as TaskList | undefined, come as TaskList)),
  })
}

/** The list that came, with the tasks that the live stream has brought further meanwhile. */
function keepFurther(known: TaskList | undefined, come: TaskList): TaskList {
  const byId = new Map(known?.tasks.map(task => [task.id, task]))
  return { ...come, tasks: come.tasks.map(task => furtherOf(byId.get(task.id), task)) }
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

/** One action on several tasks. */
export function actOnTasks(input: BulkInput) {
  return request(async () => (await schemas()).bulkAnswer, '/tasks/bulk', { method: 'POST', body: input })
}
