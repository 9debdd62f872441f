/** Members of a workspace as they go out, and the one thing about them that can be changed. */
import { z } from 'zod'
import { role } from '../accounts/schema'

export const member = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  joinedAt: z.iso.datetime(),
})
export type Member = z.infer<typeof member>

export const changeRoleInput = z.object({ role })
