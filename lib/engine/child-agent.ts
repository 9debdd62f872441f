/** Which agent does a part: the one that is named, as it is now, or the same kind as the one that asks. */
import { chooseAgent, teamOf } from '../agents/repository'
import { usableFallbacks, usableRoles } from '../agents/usable-models'
import { AppError } from '../http/errors'
import { chooseModel } from '../providers/choose-model'
import { type ChildAgent, sameAgent } from '../runs/child-recipe'
import type { DelegatedPart } from '../runs/delegation'
import { recipeOf } from '../runs/run-state'
import { chooseSkills } from '../skills/choose-skills'
import { sharedCatalogue } from '../tool-servers/freeze-catalogue'
import type { RunSession } from './run-session'

export type FoundAgent = { ok: true; agent: ChildAgent } | { ok: false; problem: string }

/** Looks the part's agent up. What is wrong with it is a sentence for the model. */
export async function findChildAgent(
  { services, workspaceId, journal }: RunSession,
  { agent: name }: DelegatedPart,
): Promise<FoundAgent> {
  const { db } = services
  const recipe = recipeOf(journal.state)
  if (name === undefined) return { ok: true, agent: sameAgent(journal.state) }
  try {
    const agent = await chooseAgent(db, workspaceId, name)
    const [model, skills, team] = await Promise.all([
      agent.model === null ? null : chooseModel(workspaceId, agent.model),
      chooseSkills(db, workspaceId, agent.skills),
      teamOf(db, workspaceId, agent.id),
    ])
    // An agent without a model of its own works on that of the run that asks, and on what that one may turn to.
    const first = model ?? journal.state.model
    const own = agent.fallbackModels
    const [catalogue, fallbackModels, roles] = await Promise.all([
      sharedCatalogue(db, workspaceId, agent.toolServers, recipe.catalogue),
      model || own.length > 0 ? usableFallbacks(workspaceId, own, first) : recipe.fallbackModels,
      usableRoles(workspaceId, agent.roles, first),
    ])
    const { id, instructions, tools, limits } = agent
    const known = { agent: { id, name: agent.name }, instructions, tools, limits: defined(limits) }
    return { ok: true, agent: { ...known, model, skills, team, roles, fallbackModels, catalogue } }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const team = await teamOf(db, workspaceId, null)
    return { ok: false, problem: `${error.message} The agents are: ${team.map(one => one.name).join(', ')}.` }
  }
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const named = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
