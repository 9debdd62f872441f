/** What an actor may know of itself. */
import { notFound } from '../http/errors'
import { toCurrency } from '../workspaces/currency'
import type { Actor } from './actor'
import { allActions, can } from './policy'
import { findMemberProfile } from './repository'
import type { Me } from './schema'

export async function readMe(actor: Actor): Promise<Me> {
  const profile = await findMemberProfile(actor.memberId)
  if (!profile) throw notFound('member')
  const { user, workspace } = profile
  const { id, name } = workspace
  return {
    ...{ actor, user },
    workspace: { id, name, currency: toCurrency(workspace) },
    permissions: allActions.filter(action => can(actor, action)),
  }
}
