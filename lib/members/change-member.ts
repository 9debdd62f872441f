/** What may happen to a member: another role, or the end of the membership. A workspace keeps its last owner. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import type { Role } from '../accounts/schema'
import { inTransaction, type Transaction } from '../db/transaction'
import { AppError, notFound } from '../http/errors'
import { countOwners, deleteMember, findMember, lockMembers, setMemberRole } from './repository'
import type { Member } from './schema'

/** Throws `not-found`, `forbidden` (only owners make or unmake owners) and `refused` for the last owner. */
export async function changeRole(actor: Actor, memberId: string, role: Role): Promise<Member> {
  requireCan(actor, 'member:write')
  return inTransaction(async transaction => {
    const member = await claimMember(actor, memberId, transaction)
    if (role === 'owner' && member.role !== 'owner') requireCan(actor, 'owner:write')
    if (role !== 'owner') await requireOtherOwner(actor, member, transaction)
    await setMemberRole(actor, memberId, role, transaction)
    return { ...member, role }
  })
}

/** Their sessions and tokens lose the workspace with the next call. Throws as `changeRole` does. */
export async function removeMember(actor: Actor, memberId: string): Promise<void> {
  requireCan(actor, 'member:write')
  return inTransaction(async transaction => {
    const member = await claimMember(actor, memberId, transaction)
    await requireOtherOwner(actor, member, transaction)
    await deleteMember(actor, member, transaction)
  })
}

async function claimMember(actor: Actor, id: string, transaction: Transaction): Promise<Member> {
  await lockMembers(actor, transaction)
  const member = await findMember(actor, id, transaction)
  if (!member) throw notFound('member')
  if (member.role === 'owner') requireCan(actor, 'owner:write')
  return member
}

async function requireOtherOwner(actor: Actor, member: Member, transaction: Transaction): Promise<void> {
  if (member.role !== 'owner' || (await countOwners(actor, transaction)) > 1) return
  throw new AppError('refused', 'A workspace needs an owner. Make somebody else an owner first.', {
    reason: 'last-owner',
  })
}
