import { route } from '@/lib/http/handler'
import { wakeModel } from '@/lib/providers/rest/list-resting'
import { restingModelList, wakeModelInput } from '@/lib/providers/rest/schema'

export const POST = route({
  summary: 'End the rest of a model: runs may use it again from their next call on',
  action: 'agent:write',
  body: wakeModelInput,
  response: restingModelList,
  run: ({ actor, body }) => wakeModel(actor, body),
})
