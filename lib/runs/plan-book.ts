/** Which plan somebody had before their eyes, and what it has become since. Pure. */
import type { PlanBook } from './plan'
import type { PlanState, RunState, StepState } from './run-state'
import type { PlanStep } from './work-events'

/** The book for a writer who knows revision `baseRevision` (0: none); null when there is no such revision. */
export function planBook(
  revisions: readonly PlanState[],
  current: PlanState | null,
  baseRevision: number,
): PlanBook | null {
  const now = numbered(current?.steps ?? [])
  const usedIds = [
    ...new Set([...revisions.flatMap(({ steps }) => steps), ...now].flatMap(({ id }) => id ?? [])),
  ]
  if (baseRevision === (current?.revision ?? 0)) return { base: now, current: now, usedIds }
  const base = baseRevision === 0 ? [] : revisions.find(({ revision }) => revision === baseRevision)?.steps
  return base ? { base: numbered(base), current: now, usedIds } : null
}

/** The book for the agent, whose call belongs to this step: it knows what the step's model call has carried. */
export function agentBook(state: RunState, step: StepState | undefined): PlanBook | null {
  return planBook(state.planRevisions, state.plan, step?.planSeen ?? seenBeforePeople(state))
}

/** Until a person edits a plan, the agent's own last revision is the one it knows. */
function seenBeforePeople({ planRevisions, plan }: RunState): number {
  const first = planRevisions.findIndex(isByPerson)
  return first < 0 ? (plan?.revision ?? 0) : (planRevisions[first - 1]?.revision ?? 0)
}

export function isByPerson({ actor }: Pick<PlanState, 'actor'>): boolean {
  return actor.kind === 'person' || actor.kind === 'token'
}

/** Plans of older runs have no ids: each step gets one by its place. */
function numbered(steps: readonly PlanStep[]): PlanStep[] {
  return steps.map((step, index) => (step.id ? step : { ...step, id: `s${index + 1}` }))
}
