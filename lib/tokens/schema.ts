/** API tokens as they come in and go out. The token itself leaves once, when it is made. */
import { z } from 'zod'
import { role } from '../accounts/schema'

export const tokenSummary = z.object({
  id: z.string(),
  name: z.string(),
  role,
  last4: z.string(),
  memberId: z.string(),
  memberName: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
})
export type TokenSummary = z.infer<typeof tokenSummary>

export const createTokenInput = z.object({
  name: z.string().trim().min(1, 'Write what the token is for.').max(80),
  /** Never wider than the maker's own role. */
  role: role.default('member'),
  /** Days until it stops working; null for a token that does not expire. */
  expiresInDays: z.number().int().min(1).max(3650).nullable().default(90),
})
export type CreateTokenInput = z.output<typeof createTokenInput>

export const createdToken = z.object({ token: tokenSummary, secret: z.string() })
export type CreatedToken = z.infer<typeof createdToken>
