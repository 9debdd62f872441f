/** What a run does next: pure, from the state alone. A crash needs no recovery code: load, fold, ask again. */

import type { EndReason, EndStatus, WaitingFor } from './events'
import type { ModelErrorCode } from './message'
import { isEnded } from './rules'
import { type RunState, recipeOf, type StepState, type ToolCallState } from './run-state'

export type NextStep =
  /** Nothing to do until a person or an event moves the run. */
  | { type: 'rest' }
  | { type: 'call-model'; step: number; attempt: number }
  /** Calls without a result, in the order in which the model made them. */
  | { type: 'run-tools'; step: number; calls: ToolCallState[] }
  | { type: 'ask'; step: number; call: ToolCallState }
  /** Try the same step again, not before `at` (ISO time). */
  | { type: 'retry'; step: number; attempt: number; at: string; reason: string }
  | { type: 'wait'; for: WaitingFor; reason: string }
  | { type: 'end'; status: EndStatus; reason: EndReason; message: string; result: string | null }

/** Attempts at one model call before the run waits for a person or a later time. */
export const maxAttempts = 6

/** Answers in a row that were cut at the length limit before the run gives up. */
const maxCutAnswers = 3

/** The name of the tool whose calls a person answers. */
export const askTool = 'ask'

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
  const last = state.steps.at(-1)
  if (!last) return callModel(state, 1, 1, now)
  if (last.repliedAt === undefined) return afterOpenCall(state, last, now)
  const open = last.toolCallIds
    .flatMap(id => state.toolCalls[id] ?? [])
    .filter(call => call.status !== 'finished')
  if (open.length > 0) return withOpenCalls(last, open, recipeOf(state).tools)
  if (last.toolCallIds.length > 0 || state.pendingMessages.length > 0)
    return callModel(state, last.step + 1, 1, now)
  return afterAnswer(state, last, now)
}

function callModel(state: RunState, step: number, attempt: number, now: number): NextStep {
  const { limits } = recipeOf(state)
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

function failed(reason: EndReason, message: string): NextStep {
  return { type: 'end', status: 'failed', reason, message, result: null }
}

/**
 * Plain tools run first, together; a question stands last, because it parts the run from its worker. A run that was
 * not given `ask` has no questions: the call is refused like that of any tool it does not have.
 */
function withOpenCalls(last: StepState, open: ToolCallState[], tools: readonly string[]): NextStep {
  const asks = (call: ToolCallState): boolean =>
    call.name === askTool && call.problem === undefined && tools.includes(askTool)
  const plain = open.filter(call => !asks(call))
  if (plain.length > 0) return { type: 'run-tools', step: last.step, calls: plain }
  const call = open[0]
  if (!call || call.status === 'asking') return { type: 'rest' }
  return { type: 'ask', step: last.step, call }
}

/** What each failure asks for. Weather passes by itself; the rest needs a person or is the end. */
const afterFailure: Record<ModelErrorCode, 'again' | WaitingFor | 'end'> = {
  aborted: 'again',
  'bad-request': 'end',
  'context-overflow': 'end',
  credentials: 'credentials',
  forbidden: 'credentials',
  'invalid-response': 'again',
  network: 'again',
  'not-found': 'model',
  overloaded: 'again',
  quota: 'credentials',
  'rate-limit': 'again',
  refused: 'end',
  timeout: 'again',
  unknown: 'again',
}

function afterOpenCall(state: RunState, last: StepState, now: number): NextStep {
  const attempt = last.attempts.at(-1)
  const made = last.attempts.length
  // No error and no reply: the worker died in the middle of the call. What it cost is unknown; it is made again.
  if (!attempt?.error || attempt.waited || attempt.error.code === 'aborted')
    return callModel(state, last.step, made + 1, now)
  const then = afterFailure[attempt.error.code]
  if (then === 'end')
    return failed(attempt.error.code === 'refused' ? 'refused' : 'model-error', attempt.error.message)
  if (then !== 'again') return { type: 'wait', for: then, reason: attempt.error.message }
  if (made % maxAttempts === 0) {
    return { type: 'wait', for: 'model', reason: `The model failed ${made} times. ${attempt.error.message}` }
  }
  const at = attempt.retryAt ?? attempt.endedAt ?? attempt.calledAt
  return { type: 'retry', step: last.step, attempt: made + 1, at, reason: attempt.error.message }
}

function afterAnswer(state: RunState, last: StepState, now: number): NextStep {
  const recent = state.steps.slice(-maxCutAnswers)
  const cut = recent.filter(step => step.finishReason === 'length' && step.toolCallIds.length === 0).length
  if (last.finishReason === 'length' && cut < maxCutAnswers) return callModel(state, last.step + 1, 1, now)
  if (last.finishReason === 'content-filter') return failed('refused', 'The model refused to go on.')
  const text = last.parts
    .flatMap(part => (part.type === 'text' ? [part.text] : []))
    .join('\n\n')
    .trim()
  if (text === '' && last.finishReason !== 'stop')
    return failed('model-error', 'The model ended without an answer.')
  return {
    type: 'end',
    status: 'succeeded',
    reason: 'answered',
    message: 'The agent finished its answer.',
    result: text,
  }
}
