import { route } from '@/lib/http/handler'
import { streamTasks } from '@/lib/tasks/stream'

export const GET = route({
  summary: 'Live stream of the workspace: each task whose run has moved',
  action: 'task:read',
  run: ({ request, actor }) => streamTasks(request, actor),
})
