/** Two edits of one plan made at once: merged step by step, or told apart. Pure. */
import type { PlanStep } from './work-events'

export const planFields = ['title', 'status', 'dependsOn', 'acceptance', 'owner', 'evidence'] as const
export type PlanField = (typeof planFields)[number]

/** Both sides changed the same; null stands for a step that one side removed, or a field that it emptied. */
export interface PlanConflict {
  id: string
  title: string
  field: PlanField | 'step'
  mine: string | string[] | null
  theirs: string | string[] | null
}

/**
 * Merges `mine` and `theirs`, both made from `base`. Steps are told by their ids; every step that either side added is
 * kept. Where both sides differ, `theirs` stands in the result and the conflict is told.
 */
export function mergePlans(
  base: readonly PlanStep[],
  mine: readonly PlanStep[],
  theirs: readonly PlanStep[],
): { steps: PlanStep[]; conflicts: PlanConflict[] } {
  const [inBase, inMine, inTheirs] = [byId(base), byId(mine), byId(theirs)]
  const conflicts: PlanConflict[] = []
  const merged = new Map<string, PlanStep>()
  for (const id of new Set([...inBase.keys(), ...inMine.keys(), ...inTheirs.keys()])) {
    const step = mergeStep(inBase.get(id), inMine.get(id), inTheirs.get(id), conflicts)
    if (step) merged.set(id, step)
  }
  const steps = mergeOrder(base, mine, theirs).flatMap(id => merged.get(id) ?? [])
  return { steps, conflicts }
}

function byId(steps: readonly PlanStep[]): Map<string, PlanStep> {
  return new Map(steps.map(step => [step.id ?? '', step]))
}

function mergeStep(
  base: PlanStep | undefined,
  mine: PlanStep | undefined,
  theirs: PlanStep | undefined,
  conflicts: PlanConflict[],
): PlanStep | undefined {
  if (!base) return theirs ?? mine
  if (mine && theirs) return mergeFields(base, mine, theirs, conflicts)
  const kept = mine ?? theirs
  if (!kept || isSame(base, kept)) return undefined
  const value = (step: PlanStep | undefined): string | null => (step ? step.title : null)
  const { id = '', title } = base
  conflicts.push({ id, title, field: 'step', mine: value(mine), theirs: value(theirs) })
  // Removing what somebody else has just worked on would lose it.
  return kept
}

function isSame(left: PlanStep, right: PlanStep): boolean {
  return planFields.every(field => isEqual(left[field], right[field]))
}

function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function mergeFields(base: PlanStep, mine: PlanStep, theirs: PlanStep, conflicts: PlanConflict[]): PlanStep {
  const merged: Record<string, unknown> = { ...theirs }
  for (const field of planFields) {
    if (isEqual(mine[field], base[field]) || isEqual(mine[field], theirs[field])) continue
    if (isEqual(theirs[field], base[field])) merged[field] = mine[field]
    else
      conflicts.push({
        id: base.id ?? '',
        title: base.title,
        field,
        mine: mine[field] ?? null,
        theirs: theirs[field] ?? null,
      })
  }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) as PlanStep
}

/** The order of the side that moved steps (mine, when both did); what only the other has stands where it stood there. */
function mergeOrder(
  base: readonly PlanStep[],
  mine: readonly PlanStep[],
  theirs: readonly PlanStep[],
): string[] {
  const [before, ours, others] = [base, mine, theirs].map(steps => steps.map(({ id }) => id ?? ''))
  if (!before || !ours || !others) return []
  const hasMoved =
    before.filter(id => ours.includes(id)).join() !== ours.filter(id => before.includes(id)).join()
  const [first, second] = hasMoved ? [ours, others] : [others, ours]
  const order = [...first]
  for (const [index, id] of second.entries()) {
    if (order.includes(id)) continue
    const previous = second.slice(0, index).findLast(known => order.includes(known))
    order.splice(previous === undefined ? 0 : order.indexOf(previous) + 1, 0, id)
  }
  return order
}
