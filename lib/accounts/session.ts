/** Turns a request into the actor behind it: a bearer token or a signed-in member. */

import { AppError } from '../http/errors'
import { findWorkingToken, markTokenUsed } from '../tokens/repository'
import { hashSecret, isToken } from '../tokens/token-format'
import type { Actor } from './actor'
import { getAuth, sessionIdleMs } from './auth'
import { isAtLeast } from './policy'
import { deleteSession, findMembership, findOwner, touchSession } from './repository'

/** How stale `lastUsedAt` and the session's sign of life may be: a write a minute, not a write a call. */
const tokenUseGrainMs = 60 * 1000
const sessionUseGrainMs = 10 * 60 * 1000

/** A signed-in person, in whatever workspace or none. */
export interface SignedIn {
  sessionId: string
  userId: string
  name: string
  email: string
  activeWorkspaceId: string | null
}

/** The actor, or null when the request carries no valid credentials. A bad bearer token is never saved by a cookie. */
export async function resolveActor(request: Pick<Request, 'headers'>): Promise<Actor | null> {
  const authorization = request.headers.get('authorization')
  if (authorization !== null) return resolveToken(authorization)
  const person = await resolveSignedIn(request)
  if (!person?.activeWorkspaceId) return null
  const member = await findMembership(person.userId, person.activeWorkspaceId)
  if (!member) return null
  const { id: memberId, workspaceId, role } = member
  return { kind: 'person', id: person.userId, name: person.name, workspaceId, memberId, role }
}

/**
 * Asks again who is behind an open stream, for the same credentials. Null when they are revoked, or now lead to
 * another workspace: the stream must then close. The answer carries the present role.
 */
export async function revalidateActor(
  request: Pick<Request, 'headers'>,
  actor: Actor,
): Promise<Actor | null> {
  const present = await resolveActor(request)
  return present?.workspaceId === actor.workspaceId && present.id === actor.id ? present : null
}

/** The person of the session cookie, or null. Ends sessions that have been idle too long. */
export async function resolveSignedIn(request: Pick<Request, 'headers'>): Promise<SignedIn | null> {
  const cookie = request.headers.get('cookie')
  if (!cookie?.includes('reef.session_token=')) return null
  const { api } = await getAuth()
  const found = await api.getSession({
    headers: new Headers({ cookie }),
    query: { disableRefresh: true },
  })
  if (!found) return null
  const { session, user } = found
  const idleMs = Date.now() - session.updatedAt.getTime()
  if (idleMs > sessionIdleMs) {
    await deleteSession(session.id)
    return null
  }
  if (idleMs > sessionUseGrainMs) await touchSession(session.id)
  return {
    sessionId: session.id,
    userId: user.id,
    name: user.name,
    email: user.email,
    activeWorkspaceId: session.activeOrganizationId ?? null,
  }
}

/** The person behind an actor, for what only a person may do. Throws `forbidden` for a token. */
export async function requirePerson(request: Pick<Request, 'headers'>, actor: Actor): Promise<SignedIn> {
  const person = actor.kind === 'person' ? await resolveSignedIn(request) : null
  if (!person) throw new AppError('forbidden', 'Only a signed-in person may do this, not a token.')
  return person
}

async function resolveToken(authorization: string): Promise<Actor | null> {
  const token = /^Bearer ([^ ]+)$/i.exec(authorization)?.[1] ?? ''
  if (!isToken(token)) return null
  const record = await findWorkingToken(hashSecret(token))
  if (!record) return null
  const now = new Date()
  if (now.getTime() - (record.lastUsedAt?.getTime() ?? 0) > tokenUseGrainMs)
    await markTokenUsed(record.id, now)
  const { id, name, workspaceId, memberId, memberRole } = record
  const role = isAtLeast(memberRole, record.role) ? record.role : memberRole
  return { kind: 'token', id, name, workspaceId, memberId, role }
}

let ownerSeen = false

/** Whether anybody owns this installation yet. Asks the database until the answer is yes, which is for good. */
export async function hasOwner(): Promise<boolean> {
  ownerSeen ||= (await findOwner()) !== null
  return ownerSeen
}
