import { z } from 'zod'
import { changeAgent } from '@/lib/agents/change-agent'
import { archiveAgent, getAgent } from '@/lib/agents/repository'
import { agent, updateAgentInput } from '@/lib/agents/schema'
import { route } from '@/lib/http/handler'

const params = z.object({ agentId: z.string() })

export const GET = route({
  summary: 'Read an agent',
  action: 'agent:read',
  params,
  response: agent,
  run: ({ actor, params }) => getAgent(actor, params.agentId),
})

export const PATCH = route({
  summary: 'Change an agent; runs that are under way keep the recipe they began with',
  action: 'agent:write',
  params,
  body: updateAgentInput,
  response: agent,
  run: ({ actor, params, body }) => changeAgent(actor, params.agentId, body),
})

export const DELETE = route({
  summary: 'Archive an agent',
  action: 'agent:write',
  params,
  status: 204,
  run: async ({ actor, params }) => archiveAgent(actor, params.agentId),
})
