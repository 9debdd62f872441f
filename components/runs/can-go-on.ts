import type { RunState } from '../../lib/runs/run-state'

/** Whether another attempt can go on from the end of this one: it has a whole step, and plays no script. */
export function canGoOn(state: RunState): boolean {
  return (
    state.created.parentRunId === null &&
    state.model?.scripted !== true &&
    state.steps.some(step => step.repliedAt !== undefined)
  )
}
