import { setDefaultModel } from '@/lib/agents/change-agent'
import { route } from '@/lib/http/handler'
import { availableModels } from '@/lib/providers/available-models'
import { availableModels as answer, defaultModelInput } from '@/lib/providers/schema'

export const PUT = route({
  summary: 'Set the model of the default agent; runs that wait for a model start with it',
  action: 'agent:write',
  body: defaultModelInput,
  response: answer,
  run: async ({ actor, body }) => {
    await setDefaultModel(actor, body.spec)
    return await availableModels(actor)
  },
})
