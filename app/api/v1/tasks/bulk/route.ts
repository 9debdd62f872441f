import { route } from '@/lib/http/handler'
import { actOnTasks } from '@/lib/tasks/bulk'
import { bulkAnswer, bulkInput } from '@/lib/tasks/schema'

export const POST = route({
  summary: 'Start, stop, close, archive or rank several tasks at once',
  action: 'task:write',
  body: bulkInput,
  response: bulkAnswer,
  run: ({ actor, body }) => actOnTasks(actor, body),
})
