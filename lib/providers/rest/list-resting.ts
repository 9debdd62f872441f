/** Which models of a workspace are left alone now, and how a person ends that. */
import type { Actor } from '../../accounts/actor'
import { requireCan } from '../../accounts/policy'
import { getDatabase } from '../../db/client'
import { endRest, listRests } from './repository'
import type { RestingModelList, WakeModelInput } from './schema'

/** Throws `forbidden`. */
export async function listResting(actor: Actor): Promise<RestingModelList> {
  requireCan(actor, 'provider:read')
  const rows = await listRests(getDatabase(), actor.workspaceId)
  return {
    models: rows.map(({ spec, until, times, reason }) => ({
      spec,
      until: until.toISOString(),
      times,
      reason,
    })),
  }
}

/** From the next call on runs may use it again; one that is awake already stays so. Throws `forbidden`. */
export async function wakeModel(actor: Actor, { spec }: WakeModelInput): Promise<RestingModelList> {
  requireCan(actor, 'agent:write')
  await endRest(getDatabase(), actor.workspaceId, spec)
  return await listResting(actor)
}
