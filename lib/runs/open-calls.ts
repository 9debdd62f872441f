/** What comes next while the model's tool calls have no results yet. Pure. */
import { type RunState, recipeOf, type StepState, type ToolCallState } from './run-state'
import type { NextStep } from './step'

/** The name of the tool whose calls a person answers. */
export const askTool = 'ask'

/**
 * Plain tools run first, together; a question stands last, because it parts the run from its worker. A run that was
 * not given `ask` has no questions: the call is refused like that of any tool it does not have.
 */
export function withOpenCalls(state: RunState, last: StepState, open: ToolCallState[]): NextStep {
  const { tools } = recipeOf(state)
  const asks = (call: ToolCallState): boolean =>
    call.name === askTool && call.problem === undefined && tools.includes(askTool)
  const plain = open.filter(call => !asks(call))
  if (plain.length > 0) return { type: 'run-tools', step: last.step, calls: plain }
  const call = open[0]
  if (!call || call.status === 'asking') return { type: 'rest' }
  return { type: 'ask', step: last.step, call }
}
