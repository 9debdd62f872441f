/** Makes an API token for the actor's member, never wider or longer-lived than what the actor itself holds. */
import type { Actor } from '../accounts/actor'
import { isAtLeast, requireCan } from '../accounts/policy'
import { AppError } from '../http/errors'
import { newId } from '../shared/id'
import { findTokenExpiry, insertToken } from './repository'
import type { CreatedToken, CreateTokenInput } from './schema'
import { hashSecret, makeToken } from './token-format'

const dayMs = 24 * 60 * 60 * 1000

/** Returns the token with its secret, which is shown this once. Throws `forbidden` for a role above the actor's. */
export async function createToken(actor: Actor, input: CreateTokenInput): Promise<CreatedToken> {
  requireCan(actor, 'token:write')
  if (!isAtLeast(actor.role, input.role)) {
    throw new AppError('forbidden', `A ${actor.role} may not make a token with the role ${input.role}.`)
  }
  const secret = makeToken()
  const token = await insertToken({
    id: newId('token'),
    workspaceId: actor.workspaceId,
    memberId: actor.memberId,
    name: input.name,
    role: input.role,
    hash: hashSecret(secret),
    last4: secret.slice(-4),
    expiresAt: await expiry(actor, input.expiresInDays),
  })
  return { token, secret }
}

/** A token that makes a token hands on its own end, or else an expiring token could live for ever. */
async function expiry(actor: Actor, days: number | null): Promise<Date | null> {
  const wanted = days === null ? null : new Date(Date.now() + days * dayMs)
  const limit = actor.kind === 'token' ? await findTokenExpiry(actor) : null
  if (!limit) return wanted
  return wanted && wanted < limit ? wanted : limit
}
