import { route } from '@/lib/http/handler'
import { listInbox } from '@/lib/inbox/list-inbox'
import { inboxList } from '@/lib/inbox/schema'

export const GET = route({
  summary: 'Tasks that need a person, with what their runs ask; what holds up work comes first',
  action: 'task:read',
  response: inboxList,
  run: ({ actor }) => listInbox(actor),
})
