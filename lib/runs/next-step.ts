/** What a run does next: pure, from the state alone. A crash needs no recovery code: load, fold, ask again. */

import { afterAnswer, answerOf } from './after-answer'
import { afterOpenCall } from './after-failure'
import { expiredApproval, gateOf } from './approval-rules'
import { waitForApproval, withOpenCalls } from './open-calls'
import { isEnded } from './rules'
import type { Closing, RunState, StepState } from './run-state'
import { callModel, failed, type NextStep } from './step'
import { afterStall } from './stuck'
import { deliverableMessages } from './waiting-messages'

export { askTool } from './open-calls'
export type { NextStep } from './step'

/** Decides. `now` is milliseconds since 1970; it matters only for the wall-time limit. */
export function nextStep(state: RunState, now: number): NextStep {
  if (isEnded(state.status)) return { type: 'rest' }
  if (state.stopRequested)
    return {
      type: 'end',
      status: 'stopped',
      reason: 'stopped',
      message: 'Stopped by a person.',
      result: null,
    }
  if (state.status === 'paused' || state.status === 'waiting') return { type: 'rest' }
  const expired = expiredApproval(state, now)
  if (expired) return { type: 'expire', approvalId: expired.approvalId }
  const last = state.steps.at(-1)
  if (!last) return callModel(state, 1, 1, now)
  if (last.repliedAt === undefined) return afterOpenCall(state, last, now)
  if (state.closing && last.step > state.closing.afterStep) return closed(state.closing, last)
  const open = last.toolCallIds
    .flatMap(id => state.toolCalls[id] ?? [])
    .filter(call => call.status !== 'finished')
  if (open.length > 0) return withOpenCalls(state, last, open, now)
  const gate = gateOf(state)
  if (gate === 'unasked') return { type: 'ask-plan', step: last.step }
  if (gate === 'asked') return waitForApproval(state)
  if (last.toolCallIds.length > 0 || deliverableMessages(state).length > 0)
    return afterStall(state) ?? callModel(state, last.step + 1, 1, now)
  return afterAnswer(state, last, now)
}

/** The last answer was given. What it still wants to do is not done: its words are the result. */
function closed({ reason, message }: Closing, last: StepState): NextStep {
  return failed(reason, message, answerOf(last))
}
