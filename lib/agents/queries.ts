/** Where the page gets agents from, and how it changes them. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { request } from '../http/client'
import { agent, agentList, type createAgentInput, type UpdateAgentInput } from './schema'

export function agentListQuery() {
  return queryOptions({
    queryKey: ['agents', 'list'] as const,
    queryFn: ({ signal }) => request(agentList, '/agents', { signal }),
  })
}

export function agentQuery(agentId: string) {
  return queryOptions({
    queryKey: ['agents', 'detail', agentId] as const,
    queryFn: ({ signal }) => request(agent, `/agents/${agentId}`, { signal }),
  })
}

export function createAgent(input: z.input<typeof createAgentInput>) {
  return request(agent, '/agents', { method: 'POST', body: input })
}

export function updateAgent(agentId: string, change: UpdateAgentInput) {
  return request(agent, `/agents/${agentId}`, { method: 'PATCH', body: change })
}

export function deleteAgent(agentId: string) {
  return request(z.unknown(), `/agents/${agentId}`, { method: 'DELETE' })
}
