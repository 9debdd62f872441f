/** The models that an agent or a task names beside its first one, looked up when a run is launched. */
import { AppError } from '../http/errors'
import { chooseModel } from '../providers/choose-model'
import { callRoles, type RecipeModel, type RecipeRoles } from '../runs/recipe'
import { defaultAgentRoles } from './repository'
import type { AgentRoles } from './schema'

/** The further models that can be used now, without the one that the run begins with. */
export async function usableFallbacks(
  workspaceId: string,
  specs: readonly string[],
  first: RecipeModel | null,
): Promise<RecipeModel[]> {
  const found = await Promise.all(specs.map(spec => chooseModel(workspaceId, spec).catch(unusable)))
  const models = found.flatMap(model => (model && model.spec !== first?.spec ? [model] : []))
  return [...new Map(models.map(model => [model.spec, model])).values()]
}

/**
 * What the agent says of a role holds, else what the workspace's default agent says. A model that cannot be used now is
 * left out, and so is everything for a scripted run.
 */
export async function usableRoles(
  workspaceId: string,
  own: AgentRoles,
  first: RecipeModel | null,
): Promise<RecipeRoles | undefined> {
  if (first?.scripted) return undefined
  const standard: AgentRoles = await defaultAgentRoles(workspaceId)
  const named = callRoles.map(async role => {
    const spec = own[role]?.model ?? standard[role]?.model
    const effort = own[role]?.effort ?? standard[role]?.effort
    const model = spec && role !== 'work' ? await chooseModel(workspaceId, spec).catch(unusable) : null
    const choice = { ...(model && !model.scripted ? { model } : {}), ...(effort ? { effort } : {}) }
    return Object.keys(choice).length > 0 ? [[role, choice] as const] : []
  })
  const roles = Object.fromEntries((await Promise.all(named)).flat())
  return Object.keys(roles).length > 0 ? roles : undefined
}

/** A provider that was removed since must not keep a task from starting. */
function unusable(error: unknown): null {
  if (error instanceof AppError) return null
  throw error
}
