import { createAgent, listAgents } from '@/lib/agents/repository'
import { agent, agentList, createAgentInput } from '@/lib/agents/schema'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'List agents',
  action: 'agent:read',
  response: agentList,
  run: async ({ actor }) => ({ agents: await listAgents(actor) }),
})

export const POST = route({
  summary: 'Create an agent',
  action: 'agent:write',
  body: createAgentInput,
  response: agent,
  status: 201,
  run: ({ actor, body }) => createAgent(actor, body),
})
