import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { createInvitation } from '@/lib/invitations/create-invitation'
import { listInvitations } from '@/lib/invitations/repository'
import { createdInvitation, createInvitationInput, invitation } from '@/lib/invitations/schema'

export const GET = route({
  summary: 'Invitations that can still be accepted',
  action: 'member:write',
  response: z.object({ invitations: z.array(invitation) }),
  run: async ({ actor }) => ({ invitations: await listInvitations(actor) }),
})

export const POST = route({
  summary: 'Invite an e-mail address; the link in the answer is shown this once',
  action: 'member:write',
  body: createInvitationInput,
  response: createdInvitation,
  status: 201,
  run: ({ actor, body }) => createInvitation(actor, body),
})
