/** The set-up link: the launcher prints it, one person claims it, and it never works again. */
import { z } from 'zod'
import { inTransaction, type Transaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { hashSecret, makeToken } from '../tokens/token-format'
import { hashPassword } from './auth'
import { createOwner } from './create-owner'
import { deleteSetupToken, findOwner, lockSetup, readSetupToken, storeSetupToken } from './repository'
import type { ClaimSetupInput } from './schema'
import { limitRate } from './throttle'

const validForMs = 30 * 60 * 1000
const storedToken = z.object({ hash: z.string(), expiresAt: z.coerce.date() })

/**
 * Makes a set-up token (256 random bits, valid for 30 minutes, once) in place of any earlier one. Null when a person
 * owns the installation already. The link is `/setup#<token>`: a fragment reaches no log and no Referer.
 */
export async function issueSetupToken(now: number = Date.now()): Promise<string | null> {
  if (await isClaimed()) return null
  const token = makeToken()
  await storeSetupToken(hashSecret(token), new Date(now + validForMs))
  return token
}

/** Whether a person owns this installation: somebody who can sign in. */
export async function isClaimed(): Promise<boolean> {
  return (await findOwner())?.hasPassword ?? false
}

/**
 * Makes the owner and the first workspace for whoever holds the set-up token, in one transaction that also spends
 * the token. Throws `conflict` when set-up is done, `forbidden` (reason `wrong` or `expired`) for the token, and
 * `rate-limited`.
 */
export async function claimSetup(input: ClaimSetupInput, now: number = Date.now()): Promise<void> {
  await limitRate('set-up', { max: 20, seconds: 60 }, now)
  await inTransaction(transaction => checkClaim(transaction, input.token, now))
  const passwordHash = await hashPassword(input.password)
  await inTransaction(async transaction => {
    await lockSetup(transaction)
    await checkClaim(transaction, input.token, now)
    await deleteSetupToken(transaction)
    const workspaceName = input.workspaceName ?? `${input.name}’s workspace`
    await createOwner(transaction, { name: input.name, email: input.email, workspaceName, passwordHash })
  })
}

async function checkClaim(transaction: Transaction, token: string, now: number): Promise<void> {
  if ((await findOwner(transaction))?.hasPassword) {
    throw new AppError('conflict', 'Reef is set up already. Sign in instead.', { reason: 'used' })
  }
  const stored = storedToken.safeParse(await readSetupToken(transaction)).data
  if (stored?.hash !== hashSecret(token)) {
    throw new AppError('forbidden', 'This set-up link is not the latest one printed in the terminal.', {
      reason: 'wrong',
    })
  }
  if (stored.expiresAt.getTime() <= now) {
    throw new AppError('forbidden', 'This set-up link has expired. Start Reef again to get a new one.', {
      reason: 'expired',
    })
  }
}
