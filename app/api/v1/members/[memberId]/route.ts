import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { changeRole, removeMember } from '@/lib/members/change-member'
import { changeRoleInput, member } from '@/lib/members/schema'

const params = z.object({ memberId: z.string() })

export const PATCH = route({
  summary: 'Give a member another role',
  action: 'member:write',
  params,
  body: changeRoleInput,
  response: z.object({ member }),
  run: async ({ actor, params, body }) => ({ member: await changeRole(actor, params.memberId, body.role) }),
})

export const DELETE = route({
  summary: 'Remove a member from the workspace, with their tokens',
  action: 'member:write',
  params,
  status: 204,
  run: ({ actor, params }) => removeMember(actor, params.memberId),
})
