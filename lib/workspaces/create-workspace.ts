/** Makes another workspace, owned by the person who asks. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { prepareWorkspace } from '../accounts/prepare-workspace'
import { findMemberProfile, insertMember, insertWorkspace } from '../accounts/repository'
import { inTransaction } from '../db/transaction'
import { notFound } from '../http/errors'
import type { JoinedWorkspace } from './schema'

export async function createWorkspace(actor: Actor, name: string): Promise<JoinedWorkspace> {
  requireCan(actor, 'owner:write')
  const profile = await findMemberProfile(actor.memberId)
  if (!profile) throw notFound('member')
  const id = await inTransaction(async transaction => {
    const workspaceId = await insertWorkspace(transaction, name)
    await insertMember(transaction, { workspaceId, userId: profile.user.id, role: 'owner' })
    await prepareWorkspace(transaction, workspaceId)
    return workspaceId
  })
  return { id, name, role: 'owner', isActive: false }
}
