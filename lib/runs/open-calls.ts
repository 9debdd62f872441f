/** What comes next while the model's tool calls have no results yet. Pure. */
import { approvalWait, gateOf, openApprovalOf } from './approval-rules'
import {
  delegateTool,
  openApprovals,
  openAttempt,
  type RunState,
  recipeOf,
  type StepState,
  type ToolCallState,
} from './run-state'
import type { NextStep } from './step'

/** The name of the tool whose calls a person answers. */
export const askTool = 'ask'

/**
 * Plain tools run first, together; those that wait for a person's word let the others go ahead. Then work is handed on;
 * a question stands last. Both part the run from its worker. A run that was not given `ask` has no questions: the call
 * is refused like that of any tool it does not have. `now` is milliseconds since 1970.
 */
export function withOpenCalls(
  state: RunState,
  last: StepState,
  open: ToolCallState[],
  now: number,
): NextStep {
  const { tools } = recipeOf(state)
  const isOf = (call: ToolCallState, name: string): boolean =>
    call.name === name && call.problem === undefined && tools.includes(name)
  const handed = open.filter(call => isOf(call, delegateTool))
  const asked = open.filter(call => isOf(call, askTool))
  const plain = open.filter(call => !handed.includes(call) && !asked.includes(call))
  const ready = plain.filter(call => !isHeld(state, call))
  if (ready.length > 0) return { type: 'run-tools', step: last.step, calls: ready }
  if (plain.length > 0) return waitForApproval(state)
  if (handed.length > 0) return { type: 'delegate', step: last.step, calls: handed }
  const call = asked[0]
  if (!call) return { type: 'rest' }
  if (call.status !== 'asking') return { type: 'ask', step: last.step, call }
  return whileAsking(call, now)
}

/** Its own approval is open, or that of a call in its script; or the plan's is, and the call has not begun. */
function isHeld(state: RunState, call: ToolCallState): boolean {
  return (
    openApprovalOf(state, call.callId) !== undefined ||
    (call.nested ?? []).some(id => openApprovalOf(state, id) !== undefined) ||
    (call.status === 'called' && gateOf(state) === 'asked')
  )
}

export function waitForApproval(state: RunState): NextStep {
  return { type: 'wait', for: 'approval', ...approvalWait(openApprovals(state)) }
}

/** A question goes on waiting after a pause; at its time the standard answer is given. */
function whileAsking(call: ToolCallState, now: number): NextStep {
  const { question, standard, until } = call.question ?? { question: '' }
  if (standard !== undefined && until !== undefined && Date.parse(until) <= now)
    return { type: 'answer', callId: call.callId, answer: standard }
  return { type: 'wait', for: 'answer', reason: question, ...(until ? { until } : {}) }
}

/**
 * Whether a model call or a tool has begun and not ended: a worker is at it, or died in the middle. A call that others
 * work on is at no worker of this run.
 */
export function isUnderWay(state: RunState): boolean {
  const started = (state.steps.at(-1)?.toolCallIds ?? []).some(id => {
    const call = state.toolCalls[id]
    return call?.status === 'started' && call.name !== delegateTool
  })
  return openAttempt(state) !== undefined || started
}
