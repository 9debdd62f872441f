/** The models that an agent names for its roles, looked up when a run is launched. */
import { defaultAgentRoles } from '../agents/repository'
import type { AgentRoles } from '../agents/schema'
import { chooseModel } from '../providers/choose-model'
import { callRoles, type RecipeModel, type RecipeRoles } from '../runs/recipe'
import { unusable } from './judged-checks'

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
