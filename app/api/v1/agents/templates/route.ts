import { addTemplates, listTemplates } from '@/lib/agents/add-templates'
import { addTemplatesInput, agentList, agentTemplateList } from '@/lib/agents/schema'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'List the agents that come with Reef',
  action: 'agent:read',
  response: agentTemplateList,
  run: ({ actor }) => listTemplates(actor),
})

export const POST = route({
  summary: 'Add agents that come with Reef',
  action: 'agent:write',
  body: addTemplatesInput,
  response: agentList,
  status: 201,
  run: async ({ actor, body }) => ({ agents: await addTemplates(actor, body.names) }),
})
