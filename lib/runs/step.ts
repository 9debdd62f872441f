/** The steps a run may take next, and the way to the most common one: the next model call, if the limits allow it. */
import type { EndReason, EndStatus, WaitingFor } from './events'
import type { RunState, ToolCallState } from './run-state'

export type NextStep =
  /** Nothing to do until a person or an event moves the run. */
  | { type: 'rest' }
  | { type: 'call-model'; step: number; attempt: number }
  /** Calls without a result, in the order in which the model made them. */
  | { type: 'run-tools'; step: number; calls: ToolCallState[] }
  | { type: 'ask'; step: number; call: ToolCallState }
  /** Calls that hand work to others: begun, at work, or with results to gather. */
  | { type: 'delegate'; step: number; calls: ToolCallState[] }
  /** Nobody has answered in time: the answer that the agent named for this. */
  | { type: 'answer'; callId: string; answer: string }
  /** A person is to approve the plan as it is now. */
  | { type: 'ask-plan'; step: number }
  /** Nobody has decided about an approval in time. */
  | { type: 'expire'; approvalId: string }
  /** Try the same step again, not before `at` (ISO time). */
  | { type: 'retry'; step: number; attempt: number; at: string; reason: string }
  | { type: 'wait'; for: WaitingFor; reason: string; until?: string }
  | { type: 'end'; status: EndStatus; reason: EndReason; message: string; result: string | null }

/** The next model call, or what stands in its way. `now` is milliseconds since 1970. */
export function callModel(state: RunState, step: number, attempt: number, now: number): NextStep {
  const { limits } = state
  if (step > limits.steps) {
    return failed('step-limit', `The run reached its limit of ${limits.steps} steps.`)
  }
  if (state.startedAt && now - Date.parse(state.startedAt) > limits.wallMs) {
    return failed(
      'time-limit',
      `The run reached its time limit of ${Math.round(limits.wallMs / 60_000)} minutes.`,
    )
  }
  if (!state.model) return { type: 'wait', for: 'model', reason: 'No model is connected yet.' }
  return { type: 'call-model', step, attempt }
}

export function failed(reason: EndReason, message: string): NextStep {
  return { type: 'end', status: 'failed', reason, message, result: null }
}
