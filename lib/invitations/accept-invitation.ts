/** Opens and accepts invitations: the holder of the link joins as the invited address, with a new account or their own. */
import { getAuth, hashPassword } from '../accounts/auth'
import { insertMember, insertPassword, insertUser } from '../accounts/repository'
import type { SignedIn } from '../accounts/session'
import { type StartedSession, startSession } from '../accounts/sign-in'
import { limitRate } from '../accounts/throttle'
import { inTransaction, type Transaction } from '../db/transaction'
import { AppError, notFound } from '../http/errors'
import { isInvitationSecret } from './invitation-secret'
import { findInvitation, type InvitationRecord, spendInvitation } from './repository'
import type { AcceptInvitationInput, InvitationPreview, InvitationState } from './schema'

/** What the link leads to. Throws `not-found` for a wrong link and `rate-limited`. */
export async function openInvitation(id: string, secret: string): Promise<InvitationPreview> {
  const found = await findBySecret(id, secret)
  return { ...found, state: stateOf(found), hasAccount: found.userId !== null }
}

/**
 * Joins the workspace and returns the cookies of the session that works in it. Throws `not-found` for a wrong link,
 * `refused` (reason `used`, `withdrawn`, `expired`, `other-email`), `unauthenticated` (reason `sign-in-first`),
 * `invalid-input` when name or password are missing, and `rate-limited`.
 */
export async function acceptInvitation(
  id: string,
  input: AcceptInvitationInput,
  person: SignedIn | null,
  headers: Headers,
): Promise<StartedSession> {
  const found = await findBySecret(id, input.secret)
  requireOpen(stateOf(found))
  return person ? joinWith(person, found, headers) : joinAnew(found, input)
}

async function joinWith(
  person: SignedIn,
  found: InvitationRecord,
  headers: Headers,
): Promise<StartedSession> {
  if (person.email !== found.email) {
    const message = `This invitation is for ${found.email}. You are signed in as ${person.email}.`
    throw new AppError('refused', message, { reason: 'other-email' })
  }
  await inTransaction(transaction => join(transaction, found, person.userId))
  const { api } = await getAuth()
  const response = await api.setActiveOrganization({
    body: { organizationId: found.workspaceId },
    headers: new Headers({ cookie: headers.get('cookie') ?? '' }),
    asResponse: true,
  })
  return { cookies: response.headers.getSetCookie() }
}

async function joinAnew(found: InvitationRecord, input: AcceptInvitationInput): Promise<StartedSession> {
  if (found.userId) {
    throw new AppError('unauthenticated', `${found.email} has an account. Sign in to accept.`, {
      reason: 'sign-in-first',
    })
  }
  const { name, password } = input
  if (!name || !password) throw new AppError('invalid-input', 'Write your name and choose a password.')
  const hash = await hashPassword(password)
  await inTransaction(async transaction => {
    // Spent first: of two who accept at once, the second finds it used, not an address that is taken.
    const userId = await join(transaction, found, () => insertUser(transaction, { name, email: found.email }))
    await insertPassword(transaction, userId, hash)
  })
  return startSession({ email: found.email, password })
}

async function join(
  transaction: Transaction,
  found: InvitationRecord,
  user: string | (() => Promise<string>),
): Promise<string> {
  if (!(await spendInvitation(transaction, found.id))) requireOpen('used')
  const userId = typeof user === 'string' ? user : await user()
  await insertMember(transaction, { workspaceId: found.workspaceId, userId, role: found.role })
  return userId
}

async function findBySecret(id: string, secret: string): Promise<InvitationRecord> {
  await limitRate('invitations', { max: 60, seconds: 60 })
  const found = (await isInvitationSecret(id, secret)) ? await findInvitation(id) : null
  if (!found) throw notFound('invitation')
  return found
}

function stateOf(found: InvitationRecord): InvitationState {
  if (found.status === 'accepted') return 'used'
  if (found.status !== 'pending') return 'withdrawn'
  return Date.parse(found.expiresAt) <= Date.now() ? 'expired' : 'open'
}

const refusals: Record<Exclude<InvitationState, 'open'>, string> = {
  used: 'This invitation was used already.',
  withdrawn: 'This invitation was withdrawn. Ask for a new one.',
  expired: 'This invitation has expired. Ask for a new one.',
}

function requireOpen(state: InvitationState): void {
  if (state !== 'open') throw new AppError('refused', refusals[state], { reason: state })
}
