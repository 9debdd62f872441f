import { z } from 'zod'
import { notFound } from '@/lib/http/errors'
import { route } from '@/lib/http/handler'
import { withdrawInvitation } from '@/lib/invitations/repository'

export const DELETE = route({
  summary: 'Withdraw an invitation',
  action: 'member:write',
  params: z.object({ invitationId: z.string() }),
  status: 204,
  run: async ({ actor, params }) => {
    if (!(await withdrawInvitation(actor, params.invitationId))) throw notFound('invitation')
  },
})
