/** What comes next when the model has answered without a tool call. Pure. */
import type { RunState, StepState } from './run-state'
import { callModel, failed, type NextStep } from './step'

/** Answers in a row that were cut at the length limit before the run gives up. */
const maxCutAnswers = 3

export function afterAnswer(state: RunState, last: StepState, now: number): NextStep {
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
