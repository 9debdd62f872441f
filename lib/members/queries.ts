/** Where the page gets members from, and how it changes them. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { Role } from '../accounts/schema'
import { request } from '../http/client'
import { member } from './schema'

export function memberListQuery() {
  return queryOptions({
    queryKey: ['members'] as const,
    queryFn: ({ signal }) => request(z.object({ members: z.array(member) }), '/members', { signal }),
    select: ({ members }) => members,
  })
}

export function changeRole(memberId: string, role: Role) {
  return request(z.object({ member }), `/members/${memberId}`, { method: 'PATCH', body: { role } })
}

export function removeMember(memberId: string) {
  return request(z.unknown(), `/members/${memberId}`, { method: 'DELETE' })
}
