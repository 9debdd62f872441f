/** Every model call of a run, for whatever adds up what they used. Pure. */
import { type ModelAttempt, ownSteps, type RunState, type SideCall } from './run-state'

/** Every model call that was made, those beside the conversation too; of one step when it is named. */
export function callsOf(state: RunState, step?: number): Pick<ModelAttempt, 'usage' | 'cost' | 'endedAt'>[] {
  if (step === undefined) return [...ownSteps(state).flatMap(one => one.attempts), ...state.sideCalls]
  const beside = state.sideCalls.filter(call => call.step === step)
  return [...(state.steps[step - 1]?.attempts ?? []), ...beside]
}

/** The call beside the conversation that has no end yet. */
export function openSideCall(state: RunState): SideCall | undefined {
  const last = state.sideCalls.at(-1)
  return last?.endedAt === undefined ? last : undefined
}
