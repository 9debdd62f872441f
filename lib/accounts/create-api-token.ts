/** Makes an API token for whoever has the machine: the command line's `reef token`. */
import { inTransaction } from '../db/transaction'
import { newId } from '../shared/id'
import { insertToken } from '../tokens/repository'
import { hashSecret, makeToken } from '../tokens/token-format'
import { createOwner, unclaimedEmail } from './create-owner'
import { findOwner, lockSetup, type Owner } from './repository'
import type { Role } from './schema'

/**
 * Returns a new token of the first owner's, with the given role at most. On an installation without an owner it
 * makes the owner account (without a password: the set-up link can still be claimed, and takes it over) and the
 * first workspace, so that servers and scripts need no browser.
 */
export async function createApiToken(role: Role = 'owner', name = 'Command line'): Promise<string> {
  const secret = makeToken()
  await inTransaction(async transaction => {
    await lockSetup(transaction)
    const owner: Owner =
      (await findOwner(transaction)) ??
      (await createOwner(transaction, { name: 'Owner', email: unclaimedEmail, workspaceName: 'Reef' }))
    const { workspaceId, memberId } = owner
    await insertToken(
      {
        id: newId('token'),
        workspaceId,
        memberId,
        name,
        role,
        hash: hashSecret(secret),
        last4: secret.slice(-4),
        expiresAt: null,
      },
      transaction,
    )
  })
  return secret
}
