/** The secret in an invitation's link: an HMAC of its id, so that neither a list of ids nor the database opens one. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { authSecret } from '../accounts/auth-secret'

/** 256 bits in base64url. */
export async function invitationSecret(id: string): Promise<string> {
  return createHmac('sha256', await authSecret())
    .update(`invitation ${id}`)
    .digest('base64url')
}

export async function isInvitationSecret(id: string, presented: string): Promise<boolean> {
  const expected = Buffer.from(await invitationSecret(id))
  const given = Buffer.from(presented)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
