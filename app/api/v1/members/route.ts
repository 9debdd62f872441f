import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { listMembers } from '@/lib/members/repository'
import { member } from '@/lib/members/schema'

export const GET = route({
  summary: 'The members of the workspace',
  action: 'member:read',
  response: z.object({ members: z.array(member) }),
  run: async ({ actor }) => ({ members: await listMembers(actor) }),
})
