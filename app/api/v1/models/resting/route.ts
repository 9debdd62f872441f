import { route } from '@/lib/http/handler'
import { listResting } from '@/lib/providers/rest/list-resting'
import { restingModelList } from '@/lib/providers/rest/schema'

export const GET = route({
  summary: 'List the models that runs leave alone for a while because they kept failing, until when and why',
  action: 'provider:read',
  response: restingModelList,
  run: ({ actor }) => listResting(actor),
})
