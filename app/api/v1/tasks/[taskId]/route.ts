import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { changeTask } from '@/lib/tasks/change-task'
import { readTask, updateTask } from '@/lib/tasks/repository'
import { task, taskDetail, updateTaskInput } from '@/lib/tasks/schema'

const params = z.object({ taskId: z.string() })

export const GET = route({
  summary: 'Read a task with all its runs',
  action: 'task:read',
  params,
  response: taskDetail,
  run: ({ actor, params }) => readTask(actor, params.taskId),
})

export const PATCH = route({
  summary: 'Change a task: title, instructions, status, priority, archived, what it waits for',
  action: 'task:write',
  params,
  body: updateTaskInput,
  response: task,
  run: ({ actor, params, body }) => changeTask(actor, params.taskId, body),
})

export const DELETE = route({
  summary: 'Archive a task; its history stays',
  action: 'task:write',
  params,
  response: task,
  run: ({ actor, params }) => updateTask(actor, params.taskId, { archived: true }),
})
