/** The steps a run may take next, and the way to the most common one: the next model call, if the limits allow it. */
import type { Json } from '../shared/json'
import { type CompactionPlan, compactionDue } from './compaction'
import type { EndReason, EndStatus, HelpWanted, NoticeCause, WaitingFor } from './events'
import { closingWords, type LimitReached, limitReached } from './limits'
import type { RecipeModel } from './recipe'
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
  /** With `until` (ISO time) it goes on by itself then, if nobody has moved it before. */
  | { type: 'wait'; for: WaitingFor; reason: string; until?: string; help?: HelpWanted }
  /** Reef tells the agent something; then it is asked again what comes next. */
  | { type: 'notify'; cause: NoticeCause; text: string; detail?: { [key: string]: Json } }
  /** The checks (by their place in the recipe) that the answer of `step` still has to pass. */
  | { type: 'run-checks'; step: number; round: number; indexes: number[] }
  | { type: 'change-model'; model: RecipeModel; reason: string }
  /** What the model sees has to become shorter before the call of `step`. */
  | { type: 'compact'; step: number; plan: CompactionPlan }
  | { type: 'end'; status: EndStatus; reason: EndReason; message: string; result: string | null }

/** The next model call, or what stands in its way. `now` is milliseconds since 1970. */
export function callModel(state: RunState, step: number, attempt: number, now: number): NextStep {
  if (!state.closing) {
    const reached = limitReached(state, step, now)
    if (reached) return close(reached)
  }
  if (!state.model) return { type: 'wait', for: 'model', reason: 'No model is connected yet.' }
  const plan = compactionDue(state, step)
  if (plan) return { type: 'compact', step, plan }
  return { type: 'call-model', step, attempt }
}

/** The run comes to its end: the agent is asked for its last answer first. */
export function close({ reason, message }: LimitReached): NextStep {
  return {
    type: 'notify',
    cause: 'limit',
    text: closingWords(message),
    detail: { ends: reason, message },
  }
}

export function failed(reason: EndReason, message: string, result: string | null = null): NextStep {
  return { type: 'end', status: 'failed', reason, message, result }
}
