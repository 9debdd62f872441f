/** What comes next when a model call was lost or has failed: again, another model, a wait, or the end. Pure. */
import { overflowPlan } from './compaction'
import type { WaitingFor } from './events'
import type { ModelError, ModelErrorCode } from './message'
import type { RecipeModel } from './recipe'
import { type ModelAttempt, type RunState, recipeOf, type StepState } from './run-state'
import { callModel, failed, type NextStep } from './step'

/** What each failure asks for. Weather passes by itself; the rest needs a person, other words, or is the end. */
const afterFailure: Record<ModelErrorCode, 'again' | WaitingFor | 'shorter' | 'end'> = {
  aborted: 'again',
  'bad-request': 'end',
  'context-overflow': 'shorter',
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

/** Attempts at the last answer of a run, which is not worth waiting for. */
const closingAttempts = 3

export function afterOpenCall(state: RunState, last: StepState, now: number): NextStep {
  const attempt = last.attempts.at(-1)
  const all = last.attempts.length
  const made = all - (last.attemptsBefore ?? 0)
  // No error and no reply: the worker died in the middle of the call. What it cost is unknown; it is made again.
  // The same when another model has taken the place of the one that failed.
  if (!attempt?.error || attempt.error.code === 'aborted' || made === 0)
    return callModel(state, last.step, all + 1, now)
  const { error } = attempt
  const then = afterFailure[error.code]
  const isOver = then !== 'again' || made % state.limits.attempts === 0
  if (attempt.waited) return (isOver && fromTheFirst(state)) || callModel(state, last.step, all + 1, now)
  if (then === 'shorter') return shorter(state, last, error, now)
  if (state.closing && (then !== 'again' || made >= closingAttempts))
    return failed(state.closing.reason, state.closing.message)
  if (error.code === 'refused') return failed('refused', error.message)
  if (!isOver) {
    const at = attempt.retryAt ?? attempt.endedAt ?? attempt.calledAt
    return { type: 'retry', step: last.step, attempt: all + 1, at, reason: error.message }
  }
  const reason =
    then === 'again'
      ? `The model failed ${made === 1 ? 'once' : `${made} times`}. ${error.message}`
      : error.message
  const other = nextModel(state)
  if (other) return { type: 'change-model', model: other, reason }
  if (then === 'end') return failed('model-error', error.message)
  return { type: 'wait', for: then === 'again' ? 'model' : then, reason, until: after(attempt, all, state) }
}

/** The request was too long: what it tells is made shorter, twice at most, then another model may hold it. */
function shorter(state: RunState, last: StepState, error: ModelError, now: number): NextStep {
  const refused = last.attempts.filter(one => one.error?.code === 'context-overflow').length
  const made = state.compactions.filter(one => one.overflow && one.step === last.step).length
  if (made >= refused) return callModel(state, last.step, last.attempts.length + 1, now)
  const plan = overflowPlan(state, made)
  if (plan) return { type: 'compact', step: last.step, plan }
  if (state.closing) return failed(state.closing.reason, state.closing.message)
  const other = nextModel(state)
  if (other) return { type: 'change-model', model: other, reason: error.message }
  return failed('model-error', error.message)
}

/** The model after this one in the agent's list; undefined when this one is the last or stands in no list. */
export function nextModel(state: RunState): RecipeModel | undefined {
  const { model, fallbackModels = [] } = recipeOf(state)
  const list = [...(model ? [model] : []), ...fallbackModels]
  const at = list.findIndex(one => one.spec === state.model?.spec)
  return at < 0 ? undefined : list[at + 1]
}

/** All models of the list have failed and the wait is over: it begins with the first one again. */
function fromTheFirst(state: RunState): NextStep | null {
  const { model, fallbackModels = [] } = recipeOf(state)
  const isLast = fallbackModels.length > 0 && fallbackModels.at(-1)?.spec === state.model?.spec
  if (!model || !isLast) return null
  return { type: 'change-model', model, reason: 'Every model was tried. The first one is tried again.' }
}

const firstPauseMs = 60_000
const longestPauseMs = 30 * 60_000

/**
 * When a run that waits for its model looks by itself whether the cause is gone: after 1, 2, 4 … 30 minutes. Causes
 * that only a person ends are looked at as often: keys and credit are also mended elsewhere.
 */
function after(attempt: ModelAttempt, made: number, state: RunState): string {
  const rounds = Math.max(1, Math.ceil(made / state.limits.attempts))
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(rounds - 1, 10))
  return new Date(Date.parse(attempt.endedAt ?? attempt.calledAt) + pause).toISOString()
}
