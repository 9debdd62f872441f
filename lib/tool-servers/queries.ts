/** Where the page gets tool servers from, and how it connects, changes and removes them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request, requestDone } from '../http/client'
import type { createToolServerInput, SetToolsInput, UpdateToolServerInput } from './schema'

const schemas = () => import('./schema')
const detail = async () => (await schemas()).toolServerDetail

export const toolServersKey = ['tool-servers'] as const

export function toolServerListQuery() {
  return queryOptions({
    queryKey: [...toolServersKey, 'list'] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).toolServerList, '/tool-servers', { signal }),
    select: ({ servers }) => servers,
  })
}

export function toolServerQuery(id: string) {
  return queryOptions({
    queryKey: [...toolServersKey, 'detail', id] as const,
    queryFn: ({ signal }) => request(detail, `/tool-servers/${id}`, { signal }),
  })
}

export function connectToolServer(input: z.input<typeof createToolServerInput>) {
  return request(detail, '/tool-servers', { method: 'POST', body: input })
}

export function changeToolServer(id: string, input: UpdateToolServerInput) {
  return request(detail, `/tool-servers/${id}`, { method: 'PATCH', body: input })
}

export function checkToolServer(id: string) {
  return request(detail, `/tool-servers/${id}/check`, { method: 'POST' })
}

export function setTools(id: string, tools: SetToolsInput['tools']) {
  return request(detail, `/tool-servers/${id}/tools`, { method: 'PUT', body: { tools } })
}

export function removeToolServer(id: string) {
  return requestDone(`/tool-servers/${id}`, { method: 'DELETE' })
}
