/** Where the page gets workspaces from, and how it names, makes and changes between them. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { request } from '../http/client'
import { type ChangeWorkspaceInput, joinedWorkspace, workspace } from './schema'

const workspaceList = z.object({ workspaces: z.array(joinedWorkspace) })

export function workspaceListQuery() {
  return queryOptions({
    queryKey: ['workspaces'] as const,
    queryFn: ({ signal }) => request(workspaceList, '/workspaces', { signal }),
    select: ({ workspaces }) => workspaces,
  })
}

const oneWorkspace = z.object({ workspace })

export function workspaceQuery() {
  return queryOptions({
    queryKey: ['workspaces', 'mine'] as const,
    queryFn: ({ signal }) => request(oneWorkspace, '/workspace', { signal }),
    select: ({ workspace }) => workspace,
  })
}

export function changeWorkspace(input: ChangeWorkspaceInput) {
  return request(oneWorkspace, '/workspace', { method: 'PATCH', body: input })
}

export function createWorkspace(name: string) {
  return request(z.object({ workspace: joinedWorkspace }), '/workspaces', { method: 'POST', body: { name } })
}

export function activateWorkspace(id: string) {
  return request(z.object({ active: z.string() }), `/workspaces/${id}/activate`, { method: 'POST', body: {} })
}
