import { route } from '@/lib/http/handler'
import { availableModels } from '@/lib/providers/available-models'
import { availableModels as answer } from '@/lib/providers/schema'

export const GET = route({
  summary: 'List the models that agents can be given, and the default one',
  action: 'provider:read',
  response: answer,
  run: ({ actor }) => availableModels(actor),
})
