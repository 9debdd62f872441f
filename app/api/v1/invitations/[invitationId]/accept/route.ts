import { z } from 'zod'
import { resolveSignedIn } from '@/lib/accounts/session'
import { respondWithCookies } from '@/lib/http/cookies'
import { openRoute } from '@/lib/http/handler'
import { acceptInvitation } from '@/lib/invitations/accept-invitation'
import { acceptInvitationInput } from '@/lib/invitations/schema'

export const POST = openRoute({
  summary: 'Join the workspace of an invitation',
  openBecause: 'The secret of the invitation link in the body stands in for an actor.',
  params: z.object({ invitationId: z.string() }),
  body: acceptInvitationInput,
  status: 201,
  run: async ({ request, params, body }) => {
    const person = await resolveSignedIn(request)
    const { cookies } = await acceptInvitation(params.invitationId, body, person, request.headers)
    return respondWithCookies({ joined: true }, cookies, 201)
  },
})
