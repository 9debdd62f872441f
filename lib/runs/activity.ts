/** What a run does right now, in a line a person reads on a card; and the words of an event that search finds. Pure. */

import type { Json } from '../shared/json'
import { storableText } from '../shared/storable'
import type { RunEvent } from './events'
import type { RunState, ToolCallState } from './run-state'

const maxLine = 140
const maxSearchText = 20_000

/** The line for lists and cards; null before anything was done. */
export function activityOf(state: RunState): string | null {
  if (state.end) return line(state.end.result || state.end.message)
  if (state.waiting) return line(state.waiting.reason)
  const last = state.steps.at(-1)
  if (!last) return null
  const open = last.toolCallIds
    .flatMap(id => state.toolCalls[id] ?? [])
    .find(call => call.status !== 'finished')
  if (open) return describeCall(open)
  const lastCall = last.toolCallIds.at(-1)
  const call = lastCall ? state.toolCalls[lastCall] : undefined
  return call ? describeCall(call) : 'Thinking'
}

/** Verb and object of a tool call: "Running pytest -q", "Editing report.md". */
export function describeCall(call: Pick<ToolCallState, 'name' | 'input'>): string {
  switch (call.name) {
    case 'bash':
      return line(`Running ${argument(call.input, 'command')}`)
    case 'read':
      return line(`Reading ${argument(call.input, 'path')}`)
    case 'write':
      return line(`Writing ${argument(call.input, 'path')}`)
    case 'edit':
      return line(`Editing ${argument(call.input, 'path')}`)
    case 'web_fetch':
      return line(`Fetching ${argument(call.input, 'url')}`)
    case 'skill':
      return line(`Opening the skill ${argument(call.input, 'name')}`)
    case 'plan':
      return 'Planning'
    case 'delegate':
      return 'Handing work to others'
    case 'ask':
      return line(`Asking: ${argument(call.input, 'question')}`)
    default:
      return line(`Calling ${call.name}`)
  }
}

function argument(input: Json, name: string): string {
  const value = input !== null && typeof input === 'object' && !Array.isArray(input) ? input[name] : undefined
  return typeof value === 'string' ? value : ''
}

function line(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > maxLine ? `${flat.slice(0, maxLine - 1)}…` : flat
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
