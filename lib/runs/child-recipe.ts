/** The recipe of a run that another run hands work to: the child's agent, and never more than its parent may. Pure. */
import { depthOf } from './delegation'
import type { Recipe, RecipeCatalogue, RecipeModel, RecipeSkill, RunBudget, RunLimits } from './recipe'
import { withLimits } from './rules'
import { delegateTool, type RunState, recipeOf } from './run-state'

/** What the child's own agent brings. */
export interface ChildAgent {
  agent: Recipe['agent']
  instructions: string
  model: RecipeModel | null
  tools: readonly string[]
  skills: readonly RecipeSkill[]
  limits: Partial<RunLimits>
  team: Recipe['team']
  fallbackModels: Recipe['fallbackModels']
  roles: Recipe['roles']
  /** Already no wider than the parent's. */
  catalogue: RecipeCatalogue | undefined
}

/** The same agent once more, for parts that name none. */
export function sameAgent(parent: RunState): ChildAgent {
  const { agent, instructions, tools, skills, team, fallbackModels, roles, catalogue } = recipeOf(parent)
  const own = { agent, instructions, tools, skills, team, fallbackModels, roles, catalogue }
  return { ...own, model: parent.model, limits: {} }
}

/**
 * Tools are those that both agents have; limits are the tighter ones; work is handed on only while the depth allows.
 * The acceptance checks of the task are the parent's to meet. A gate that nobody has opened yet stays shut.
 */
export function childRecipe(parent: RunState, child: ChildAgent, budget: RunBudget): Recipe {
  const own = recipeOf(parent)
  const {
    checks: _,
    planGate,
    team: __,
    fallbackModels: ___,
    roles: ____,
    catalogue: _____,
    ...inherited
  } = own
  const mayHandOn = depthOf(parent) + 1 < parent.limits.depth
  const tools = child.tools.filter(tool => own.tools.includes(tool) && (tool !== delegateTool || mayHandOn))
  const skills = tools.includes('skill') ? child.skills : []
  const isApproved = parent.approvals.some(
    ({ kind, decided }) => kind === 'plan' && decided?.verdict === 'allow',
  )
  return {
    ...inherited,
    agent: child.agent,
    instructions: child.instructions,
    model: child.model ?? parent.model,
    tools: tools.filter(tool => tool !== 'skill' || skills.length > 0).sort(),
    skills: [...skills].sort((a, b) => (a.name < b.name ? -1 : 1)),
    limits: tighter(parent.limits, child.limits),
    budget,
    ...(planGate && !isApproved ? { planGate } : {}),
    ...(child.fallbackModels ? { fallbackModels: child.fallbackModels } : {}),
    ...(child.roles ? { roles: child.roles } : {}),
    ...(child.catalogue ? { catalogue: child.catalogue } : {}),
    ...(child.team && tools.includes(delegateTool) ? { team: child.team } : {}),
  }
}

function tighter(parent: RunLimits, child: Partial<RunLimits>): RunLimits {
  const named = Object.entries(child) as [keyof RunLimits, number | undefined][]
  const least = named.flatMap(([key, value]) =>
    value === undefined ? [] : [[key, Math.min(value, parent[key])]],
  )
  return withLimits(parent, Object.fromEntries(least))
}
