/** Invites an address to the actor's workspace: a link that works once, within a week, for that address only. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { invitationSecret } from './invitation-secret'
import { isMember, replaceInvitation } from './repository'
import type { CreatedInvitation, CreateInvitationInput } from './schema'

const validForMs = 7 * 24 * 60 * 60 * 1000

/** Earlier open invitations to the address end. Throws `conflict` when the address is a member already. */
export async function createInvitation(
  actor: Actor,
  input: CreateInvitationInput,
): Promise<CreatedInvitation> {
  requireCan(actor, input.role === 'owner' ? 'owner:write' : 'member:write')
  return inTransaction(async transaction => {
    if (await isMember(actor, input.email, transaction)) {
      throw new AppError('conflict', 'This address is a member of the workspace already.')
    }
    const expiresAt = new Date(Date.now() + validForMs)
    const invitation = await replaceInvitation(actor, { ...input, expiresAt }, transaction)
    return { invitation, path: `/invite/${invitation.id}#${await invitationSecret(invitation.id)}` }
  })
}
