import { z } from 'zod'
import { openRoute } from '@/lib/http/handler'
import { openInvitation } from '@/lib/invitations/accept-invitation'
import { invitationPreview, openInvitationInput } from '@/lib/invitations/schema'

export const POST = openRoute({
  summary: 'What an invitation link leads to',
  openBecause: 'The secret of the invitation link in the body stands in for an actor.',
  params: z.object({ invitationId: z.string() }),
  body: openInvitationInput,
  response: invitationPreview,
  run: ({ params, body }) => openInvitation(params.invitationId, body.secret),
})
