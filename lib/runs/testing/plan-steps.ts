/** Plans for tests, in few words. */
import { emptyBook, revisePlan } from '../plan'
import type { PlanEdit, PlanStep } from '../work-events'

export const step = (
  title: string,
  status: PlanStep['status'] = 'todo',
  more: Partial<PlanEdit> = {},
): PlanEdit => ({
  title,
  status,
  ...more,
})

export function made(steps: PlanEdit[], book = emptyBook): PlanStep[] {
  const revised = revisePlan(book, steps)
  if (!revised.ok) throw new Error(revised.problem)
  return revised.steps
}

/** A book in which nobody else has changed anything. */
export function bookOf(steps: readonly PlanStep[]) {
  return { base: steps, current: steps, usedIds: steps.flatMap(({ id }) => id ?? []) }
}
