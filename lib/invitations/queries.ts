/** Where the page gets invitations from, and how it makes, withdraws and accepts them. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { request } from '../http/client'
import {
  type AcceptInvitationInput,
  type CreateInvitationInput,
  createdInvitation,
  invitation,
  invitationPreview,
} from './schema'

const invitationList = z.object({ invitations: z.array(invitation) })

export function invitationListQuery() {
  return queryOptions({
    queryKey: ['invitations'] as const,
    queryFn: ({ signal }) => request(invitationList, '/invitations', { signal }),
    select: ({ invitations }) => invitations,
  })
}

/** What the link leads to. The secret stays out of the key: keys end up in developer tools. */
export function invitationPreviewQuery(id: string, secret: string) {
  return queryOptions({
    queryKey: ['invitations', 'preview', id] as const,
    queryFn: ({ signal }) =>
      request(invitationPreview, `/invitations/${id}/preview`, { method: 'POST', body: { secret }, signal }),
    retry: false,
  })
}

export function createInvitation(input: CreateInvitationInput) {
  return request(createdInvitation, '/invitations', { method: 'POST', body: input })
}

export function withdrawInvitation(id: string) {
  return request(z.unknown(), `/invitations/${id}`, { method: 'DELETE' })
}

export function acceptInvitation(id: string, input: AcceptInvitationInput) {
  return request(z.object({ joined: z.literal(true) }), `/invitations/${id}/accept`, {
    method: 'POST',
    body: input,
  })
}
