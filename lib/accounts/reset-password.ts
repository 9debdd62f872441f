/** A new password for who forgot theirs: a link made by whoever has the machine, because Reef sends no mail. */
import { inTransaction } from '../db/transaction'
import { AppError, notFound } from '../http/errors'
import { hashSecret, makeToken } from '../tokens/token-format'
import { hashPassword } from './auth'
import { replacePassword, spendPasswordLink, storePasswordLink } from './repository'
import type { ResetPasswordInput } from './schema'
import { type StartedSession, startSession } from './sign-in'
import { forgetTries, limitRate } from './throttle'

const validForMs = 30 * 60 * 1000

/**
 * Makes a link (its path, without the origin) that sets the password of the person with this address: once, within
 * 30 minutes, in place of earlier links. Throws `not-found`.
 */
export async function issuePasswordLink(email: string): Promise<string> {
  const token = makeToken()
  const address = email.trim().toLowerCase()
  const stored = await storePasswordLink(address, hashSecret(token), new Date(Date.now() + validForMs))
  if (!stored) throw notFound('person')
  return `/reset#${token}`
}

/**
 * Sets the password, ends every session of that person and starts a new one. Throws `forbidden` (reason `wrong`) for a
 * link that is unknown, spent or expired, and `rate-limited`.
 */
export async function resetPassword({ token, password }: ResetPasswordInput): Promise<StartedSession> {
  await limitRate('password links', { max: 20, seconds: 60 })
  const passwordHash = await hashPassword(password)
  const email = await inTransaction(async transaction => {
    const spent = await spendPasswordLink(transaction, hashSecret(token))
    if (!spent) {
      const message = 'This link was used already or has expired. Ask for a new one.'
      throw new AppError('forbidden', message, { reason: 'wrong' })
    }
    await replacePassword(transaction, spent.userId, passwordHash)
    return spent.email
  })
  await forgetTries(`sign-in to ${email}`)
  return startSession({ email, password })
}
