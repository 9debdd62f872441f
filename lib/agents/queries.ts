/** Where the page gets agents from, and how it changes them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request, requestDone } from '../http/client'
import type { createAgentInput, UpdateAgentInput } from './schema'

const schemas = () => import('./schema')

export function agentListQuery() {
  return queryOptions({
    queryKey: ['agents', 'list'] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).agentList, '/agents', { signal }),
  })
}

export function agentQuery(agentId: string) {
  return queryOptions({
    queryKey: ['agents', 'detail', agentId] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).agent, `/agents/${agentId}`, { signal }),
  })
}

export function agentTemplatesQuery() {
  return queryOptions({
    queryKey: ['agents', 'templates'] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).agentTemplateList, '/agents/templates', { signal }),
  })
}

/** Adds agents that come with Reef. */
export function addTemplates(names: string[]) {
  return request(async () => (await schemas()).agentList, '/agents/templates', {
    method: 'POST',
    body: { names },
  })
}

export function createAgent(input: z.input<typeof createAgentInput>) {
  return request(async () => (await schemas()).agent, '/agents', { method: 'POST', body: input })
}

export function updateAgent(agentId: string, change: UpdateAgentInput) {
  return request(async () => (await schemas()).agent, `/agents/${agentId}`, { method: 'PATCH', body: change })
}

export function deleteAgent(agentId: string) {
  return requestDone(`/agents/${agentId}`, { method: 'DELETE' })
}
