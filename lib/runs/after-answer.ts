/** What comes next when the model has answered without a tool call: it is checked before it is believed. Pure. */
import type { CheckResult } from '../checks/schema'
import { type CheckRound, type RunState, recipeOf, type StepState } from './run-state'
import { callModel, close, failed, type NextStep } from './step'

/** Answers in a row that were cut at the length limit before the run gives up. */
const maxCutAnswers = 3

/** Characters of one failing check that the agent reads. */
const shownCharacters = 2_000

export function afterAnswer(state: RunState, last: StepState, now: number): NextStep {
  const recent = state.steps.slice(-maxCutAnswers)
  const cut = recent.filter(step => step.finishReason === 'length' && step.toolCallIds.length === 0).length
  if (last.finishReason === 'length' && cut < maxCutAnswers) return callModel(state, last.step + 1, 1, now)
  if (last.finishReason === 'content-filter') return failed('refused', 'The model refused to go on.')
  const text = answerOf(last) ?? ''
  if (text === '' && last.finishReason !== 'stop')
    return failed('model-error', 'The model ended without an answer.')
  return checked(state, last) ?? finished(state, text)
}

/** The words of an answer; null when it has none. */
export function answerOf(step: StepState): string | null {
  const texts = step.parts.flatMap(part => (part.type === 'text' ? [part.text] : []))
  return texts.join('\n\n').trim() || null
}

/** What the checks ask for; null when nothing stands in the way of the end. */
function checked(state: RunState, last: StepState): NextStep | null {
  const checks = recipeOf(state).checks ?? []
  if (checks.length === 0) return null
  const rounds = roundsOf(state)
  const current = rounds.at(-1)?.step === last.step ? rounds.at(-1) : undefined
  const made = new Set(current?.results.map(result => result.index))
  const open = checks.flatMap((check, index) =>
    made.has(index) ? [] : [{ index, isJudge: check.type === 'judge' }],
  )
  const plain = open.filter(one => !one.isJudge)
  const failing = failingOf(current)
  // A judge comes last, and only to work that has stood every other check.
  const next = plain.length > 0 ? plain : failing.length === 0 ? open : []
  const indexes = next.map(one => one.index)
  const round = current?.round ?? (state.checkRounds.at(-1)?.round ?? 0) + 1
  if (indexes.length > 0) return { type: 'run-checks', step: last.step, round, indexes }
  if (failing.length === 0) return null
  const { checkRounds } = state.limits
  if (rounds.length >= checkRounds) {
    const names = failing.map(result => result.name).join('; ')
    const times = checkRounds === 1 ? 'once' : `${checkRounds} times`
    const message = `The work was checked ${times} and is not done. Still failing: ${names}.`
    return close({ reason: 'checks-failed', message })
  }
  const text = failureWords(failing, current?.results.length ?? 0, rounds.length, checkRounds)
  return { type: 'notify', cause: 'check', text, detail: { round } }
}

/** Rounds of this run's own; those before a fork were another run's. */
function roundsOf(state: RunState): CheckRound[] {
  const from = state.fork?.fromStep ?? 0
  return state.checkRounds.filter(round => round.step > from)
}

function failingOf(round: CheckRound | undefined): CheckResult[] {
  return round?.results.filter(result => result.required && !result.passed) ?? []
}

function failureWords(failing: CheckResult[], all: number, round: number, most: number): string {
  const shown = failing.map(({ name, output }) => `✗ ${name}\n${bounded(output)}`.trim())
  return [
    `Your answer was checked from outside: ${failing.length} of ${all} checks failed (round ${round} of ${most}).`,
    ...shown,
    'It is not done while a check fails. Find the cause and mend the work, not the check, then answer again. If it cannot be done, say so plainly and why.',
  ].join('\n\n')
}

function bounded(text: string): string {
  if (text.length <= shownCharacters) return text
  const half = shownCharacters / 2
  return `${text.slice(0, half)}\n[…]\n${text.slice(-half)}`
}

function finished(state: RunState, result: string): NextStep {
  const results = state.checkRounds.at(-1)?.results ?? []
  const checks = recipeOf(state).checks ?? []
  const passed = results.filter(one => one.passed).length
  const all = results.length === 1 ? 'its check' : `all ${results.length} checks`
  const words =
    checks.length === 0
      ? 'The agent finished its answer.'
      : passed === results.length
        ? `The agent finished its answer, which passed ${all}.`
        : `The agent finished its answer, which passed ${passed} of ${results.length} checks; the others are not required.`
  return { type: 'end', status: 'succeeded', reason: 'answered', message: words, result }
}
