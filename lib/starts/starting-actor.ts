/** Who acts when something starts by itself: Reef, with the rights that its author has at that moment and no more. */
import type { Actor } from '../accounts/actor'
import { can, isAtLeast } from '../accounts/policy'
import { role as roleSchema } from '../accounts/schema'
import { AppError } from '../http/errors'
import { findStarter } from './repository'
import type { Starter } from './schema'

/**
 * The actor of something that starts by itself. Its role is the narrower of what the author had then and has now.
 * Throws `forbidden`, in words for the page, when the author has left or may not assign tasks any more.
 */
export async function startingActor(starter: Starter, what: { id: string; name: string }): Promise<Actor> {
  const found = await findStarter(starter)
  if (!found)
    throw new AppError(
      'forbidden',
      'Whoever set this up has left the workspace. Save it again to take it over.',
    )
  const then = roleSchema.parse(starter.role)
  const role = isAtLeast(found.role, then) ? then : found.role
  const actor: Actor = {
    kind: 'reef',
    id: what.id,
    name: what.name,
    workspaceId: starter.workspaceId,
    memberId: starter.memberId,
    role,
  }
  if (!can(actor, 'task:write'))
    throw new AppError('forbidden', `${found.name}, who set this up, may not assign tasks any more.`)
  return actor
}

/** What is kept of whoever sets something up. */
export function starterOf(actor: Actor): { memberId: string; role: string } {
  return { memberId: actor.memberId, role: actor.role }
}
