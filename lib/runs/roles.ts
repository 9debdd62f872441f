/** Which model answers which kind of call of a run, and how hard it thinks. Pure. */
import { gateOf } from './approval-rules'
import type { CallRole, Effort, RecipeModel } from './recipe'
import { type RunState, recipeOf, type StepState } from './run-state'

/** A run behind a plan gate plans until a person has approved the plan; everything else in the conversation is work. */
export function roleOfCall(state: RunState): CallRole {
  return gateOf(state) === 'open' ? 'work' : 'plan'
}

/**
 * The model of the next call in the conversation; null until one is connected. A planning model that has failed in
 * this step leaves the step to the working model, which has others behind it.
 */
export function modelOfCall(state: RunState): RecipeModel | null {
  const planner = roleOfCall(state) === 'plan' ? recipeOf(state).roles?.plan?.model : undefined
  return planner && !hasFailed(state.steps.at(-1)) ? planner : state.model
}

function hasFailed(step: StepState | undefined): boolean {
  return (
    step !== undefined &&
    step.repliedAt === undefined &&
    step.attempts.some(({ error }) => error && error.code !== 'aborted')
  )
}

/** The models to ask beside the conversation, in order: the one for the role, then the one that works. */
export function modelsBeside(state: RunState, role: 'summarise' | 'judge'): RecipeModel[] {
  const own = recipeOf(state).roles?.[role]?.model
  const both = [...(own ? [own] : []), ...(state.model ? [state.model] : [])]
  return both.filter((model, index) => both.findIndex(({ spec }) => spec === model.spec) === index)
}

/** How hard the model of a call shall think; undefined leaves it to the vendor. Planning follows work. */
export function effortOf(state: RunState, role: CallRole): Effort | undefined {
  const roles = recipeOf(state).roles
  return roles?.[role]?.effort ?? (role === 'plan' ? roles?.work?.effort : undefined)
}
