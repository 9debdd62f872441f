/** Presses kill switches and takes them back. Workers act on the word of it; what they paused goes on afterwards. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import { runQueue } from '../queue/sender'
import { tellLeniently } from '../runs/tell-below'
import { announceSwitches } from './news'
import {
  insertSwitch,
  liftSwitchRow,
  listSwitches,
  pausedBy,
  requireSwitch,
  requireSwitchScope,
} from './repository'
import type { PressInput, SwitchList, SwitchScope } from './schema'

/** A run's is for whoever may control runs; what reaches further is for owners and admins. */
function requireMay(actor: Actor, scope: SwitchScope): void {
  requireCan(actor, scope === 'run' ? 'run:control' : 'switch:write')
}

export async function pressSwitch(actor: Actor, { scope, scopeId, reason }: PressInput): Promise<SwitchList> {
  requireMay(actor, scope)
  const place = { scope, scopeId: scope === 'workspace' ? actor.workspaceId : (scopeId ?? '') }
  await requireSwitchScope(actor, scope, place.scopeId)
  await insertSwitch(actor, place, reason)
  await announceSwitches(actor.workspaceId)
  return { switches: await listSwitches(actor) }
}

/** So many runs are told at once. */
const atOnce = 6

/** Takes it back: what it has paused goes on. */
export async function liftSwitch(actor: Actor, id: string): Promise<SwitchList> {
  requireCan(actor, 'run:control')
  requireMay(actor, (await requireSwitch(actor, id)).scope)
  const { workspaceId, kind, id: actorId, name } = actor
  await liftSwitchRow(actor, id)
  await announceSwitches(workspaceId)
  const db = getDatabase()
  const telling = { db, queue: await runQueue(), workspaceId, actor: { kind, id: actorId, name } }
  const paused = await pausedBy(db, id, workspaceId)
  for (let start = 0; start < paused.length; start += atOnce)
    await Promise.all(
      paused.slice(start, start + atOnce).map(runId => tellLeniently(telling, runId, { type: 'resume' })),
    )
  return { switches: await listSwitches(actor) }
}
