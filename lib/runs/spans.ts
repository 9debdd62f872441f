/** Where the time of a run went: model calls and tool calls as spans on one clock. Pure. */
import { ownSteps, type RunState, type ToolCallState } from './run-state'

/** A stretch of time in one of the two lanes. Times are milliseconds since 1970; `end` is null while it lasts. */
export interface Span {
  lane: 'model' | 'tool'
  key: string
  step: number
  name: string
  start: number
  end: number | null
  failed: boolean
}

/** Where the time went: model calls and tool calls, on one clock. */
export function spansOf(state: RunState): Span[] {
  const spans: Span[] = []
  for (const { step, attempts, toolCallIds } of ownSteps(state)) {
    for (const attempt of attempts) {
      spans.push({
        lane: 'model',
        key: `${attempt.callId}-${attempt.calledAt}`,
        step,
        name: state.created.recipe.model?.modelId ?? 'model',
        start: Date.parse(attempt.calledAt),
        end: attempt.endedAt ? Date.parse(attempt.endedAt) : null,
        failed: attempt.error !== undefined,
      })
    }
    for (const id of toolCallIds) {
      const call = state.toolCalls[id]
      if (call?.startedAt) spans.push(toolSpan(call, call.startedAt))
    }
  }
  return spans
}

function toolSpan(call: ToolCallState, startedAt: string): Span {
  const end = call.endedAt ? Date.parse(call.endedAt) : null
  return {
    lane: 'tool',
    key: call.callId,
    step: call.step,
    name: call.name,
    // Calls of one step are announced together and run one after the other: the duration places them.
    start: end !== null && call.durationMs !== undefined ? end - call.durationMs : Date.parse(startedAt),
    end,
    failed: call.isError === true,
  }
}
