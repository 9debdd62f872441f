/** What comes next when a model call was lost or has failed. Pure. */
import type { WaitingFor } from './events'
import type { ModelErrorCode } from './message'
import type { RunState, StepState } from './run-state'
import { callModel, failed, type NextStep } from './step'

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

export function afterOpenCall(state: RunState, last: StepState, now: number): NextStep {
  const attempt = last.attempts.at(-1)
  const made = last.attempts.length
  // No error and no reply: the worker died in the middle of the call. What it cost is unknown; it is made again.
  if (!attempt?.error || attempt.waited || attempt.error.code === 'aborted')
    return callModel(state, last.step, made + 1, now)
  const then = afterFailure[attempt.error.code]
  if (then === 'end')
    return failed(attempt.error.code === 'refused' ? 'refused' : 'model-error', attempt.error.message)
  if (then !== 'again') return { type: 'wait', for: then, reason: attempt.error.message }
  if (made % state.limits.attempts === 0) {
    return { type: 'wait', for: 'model', reason: `The model failed ${made} times. ${attempt.error.message}` }
  }
  const at = attempt.retryAt ?? attempt.endedAt ?? attempt.calledAt
  return { type: 'retry', step: last.step, attempt: made + 1, at, reason: attempt.error.message }
}
