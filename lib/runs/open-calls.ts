/** What comes next while the model's tool calls have no results yet. Pure. */
import { delegateTool, type RunState, recipeOf, type StepState, type ToolCallState } from './run-state'
import type { NextStep } from './step'

/** The name of the tool whose calls a person answers. */
export const askTool = 'ask'

/**
 * Plain tools run first, together; then work is handed on; a question stands last. Both part the run from its worker.
 * A run that was not given `ask` has no questions: the call is refused like that of any tool it does not have.
 */
export function withOpenCalls(state: RunState, last: StepState, open: ToolCallState[]): NextStep {
  const { tools } = recipeOf(state)
  const isOf = (call: ToolCallState, name: string): boolean =>
    call.name === name && call.problem === undefined && tools.includes(name)
  const handed = open.filter(call => isOf(call, delegateTool))
  const asked = open.filter(call => isOf(call, askTool))
  const plain = open.filter(call => !handed.includes(call) && !asked.includes(call))
  if (plain.length > 0) return { type: 'run-tools', step: last.step, calls: plain }
  if (handed.length > 0) return { type: 'delegate', step: last.step, calls: handed }
  const call = asked[0]
  if (!call || call.status === 'asking') return { type: 'rest' }
  return { type: 'ask', step: last.step, call }
}
