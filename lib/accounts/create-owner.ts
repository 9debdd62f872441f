/** Makes the installation's owner and first workspace, once. */
import type { Transaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { prepareWorkspace } from './prepare-workspace'
import {
  findOwner,
  insertMember,
  insertPassword,
  insertUser,
  insertWorkspace,
  lockSetup,
  type Owner,
  updateUser,
} from './repository'

export interface NewOwner {
  name: string
  email: string
  workspaceName: string
  /** The password's hash; absent for an owner that the command line makes for scripts. */
  passwordHash?: string
}

/** The address of an owner without a person (RFC 2606: `.invalid` never resolves). */
export const unclaimedEmail = 'owner@reef.invalid'

/**
 * Makes owner, workspace and membership in the given transaction. Where the command line made an owner without a
 * password, the person takes over that account, so that its workspace and tokens stay. Throws `conflict` when a
 * person owns the installation already.
 */
export async function createOwner(transaction: Transaction, owner: NewOwner): Promise<Owner> {
  await lockSetup(transaction)
  const present = await findOwner(transaction)
  if (present?.hasPassword || (present && !owner.passwordHash)) {
    throw new AppError('conflict', 'This installation has an owner already. Sign in instead.')
  }
  const made = present ? await takeOver(transaction, present, owner) : await makeFirst(transaction, owner)
  if (owner.passwordHash) await insertPassword(transaction, made.userId, owner.passwordHash)
  return { ...made, hasPassword: owner.passwordHash !== undefined }
}

async function makeFirst(transaction: Transaction, owner: NewOwner) {
  const userId = await insertUser(transaction, { name: owner.name, email: owner.email })
  const workspaceId = await insertWorkspace(transaction, owner.workspaceName)
  const memberId = await insertMember(transaction, { workspaceId, userId, role: 'owner' })
  await prepareWorkspace(transaction, workspaceId)
  return { userId, workspaceId, memberId }
}

async function takeOver(transaction: Transaction, present: Owner, owner: NewOwner) {
  await updateUser(transaction, present.userId, { name: owner.name, email: owner.email })
  const { userId, workspaceId, memberId } = present
  return { userId, workspaceId, memberId }
}
