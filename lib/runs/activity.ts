/** What a run does right now, in a line a person reads on a card; and the words of an event that search finds. Pure. */

import { oneLine } from '../shared/one-line'
import { storableText } from '../shared/storable'
import { doingWords } from './call-words'
import type { RunEvent } from './events'
import type { RunState } from './run-state'

const maxSearchText = 20_000

/** The line for lists and cards; null before anything was done. */
export function activityOf(state: RunState): string | null {
  if (state.end) return oneLine(outcomeOf(state.end))
  if (state.waiting) return oneLine(state.waiting.reason)
  const last = state.steps.at(-1)
  if (!last) return null
  const open = last.toolCallIds
    .flatMap(id => state.toolCalls[id] ?? [])
    .find(call => call.status !== 'finished')
  if (open) return doingWords(open)
  const lastCall = last.toolCallIds.at(-1)
  const call = lastCall ? state.toolCalls[lastCall] : undefined
  return call ? doingWords(call) : 'Thinking'
}

/** What came of it; where it did not end well, why: a last answer that says all is well would mislead. */
function outcomeOf({ reason, result, message }: NonNullable<RunState['end']>): string {
  return (reason === 'answered' && result) || message
}

/** The words of an event that a person would search for, or null. */
export function searchText(event: Pick<RunEvent, 'type' | 'data'>): string | null {
  const text = wordsOf(event as RunEvent)
    .join('\n')
    .trim()
  return text === '' ? null : storableText(text.slice(0, maxSearchText))
}

function wordsOf(event: RunEvent): string[] {
  switch (event.type) {
    case 'message-received':
      return [event.data.text]
    case 'model-replied':
      return event.data.parts.map(part =>
        part.type === 'tool-call' ? JSON.stringify(part.input) : part.text,
      )
    case 'tool-finished':
      return [event.data.output]
    case 'question-asked':
      return [event.data.question]
    case 'question-answered':
      return [event.data.answer]
    case 'check-finished':
      return [event.data.result.name, event.data.result.output]
    case 'run-ended':
      return [event.data.message]
    default:
      return []
  }
}
