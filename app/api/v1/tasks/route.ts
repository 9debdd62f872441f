import { route } from '@/lib/http/handler'
import { createTask } from '@/lib/tasks/create-task'
import { listTasks } from '@/lib/tasks/repository'
import { createTaskInput, startedTask, taskFilter, taskList } from '@/lib/tasks/schema'

export const GET = route({
  summary: 'List tasks, newest first',
  action: 'task:read',
  query: taskFilter,
  response: taskList,
  run: ({ actor, query }) => listTasks(actor, query),
})

export const POST = route({
  summary: 'Assign a task and start its first run',
  action: 'task:write',
  body: createTaskInput,
  response: startedTask,
  status: 201,
  run: ({ actor, body }) => createTask(actor, body),
})
