/** A tool call in words: verb, object, result. Reads arguments and `display` leniently, since tools come and go. */
import { formatPlural } from '../shared/format'
import type { Json } from '../shared/json'
import { oneLine } from '../shared/one-line'
import type { ToolCallState } from './run-state'
import { serverToolOf } from './server-tool-names'

export interface CallWords {
  verb: string
  /** A command, path or address; shown in the mono face. */
  object: string
  /** The result in a word or two: "exit 1", "+12 −3", "not found". Empty when there is nothing to say. */
  outcome: string
}

const verbs: Record<string, [wanted: string, doing: string, done: string]> = {
  bash: ['Run', 'Running', 'Ran'],
  read: ['Read', 'Reading', 'Read'],
  write: ['Write', 'Writing', 'Wrote'],
  edit: ['Edit', 'Editing', 'Edited'],
  web_fetch: ['Read', 'Reading', 'Read'],
  skill: ['Open skill', 'Opening skill', 'Opened skill'],
  plan: ['Change the plan', 'Planning', 'Changed the plan'],
  ask: ['Ask', 'Asking', 'Asked'],
  delegate: ['Hand on work', 'Handing on work', 'Handed on work'],
  find_tools: ['Search tools for', 'Searching tools for', 'Searched tools for'],
}

const otherVerbs = ['Call', 'Calling', 'Called'] as const

const objects: Record<string, string> = {
  bash: 'command',
  read: 'path',
  write: 'path',
  edit: 'path',
  web_fetch: 'url',
  skill: 'name',
  ask: 'question',
  find_tools: 'query',
}

/** The words of one call's line. A call that has not begun, for want of a word or of its turn, is not said to run. */
export function callWords(
  call: Pick<ToolCallState, 'name' | 'input' | 'status' | 'isError' | 'display' | 'nested'>,
): CallWords {
  const [wanted, doing, done] = verbs[call.name] ?? otherVerbs
  const verb = { called: wanted, asking: doing, started: doing, finished: done }[call.status]
  return { verb, object: objectOf(call), outcome: outcomeOf(call) }
}

/** Verb and object, as what somebody wants, in one line: "Run pytest -q". */
export function wantedWords(call: Pick<ToolCallState, 'name' | 'input'>): string {
  return oneLine(`${(verbs[call.name] ?? otherVerbs)[0]} ${objectOf(call)}`)
}

/** Verb and object, as what is being done, in one line: "Running pytest -q", "Editing report.md". */
export function doingWords(call: Pick<ToolCallState, 'name' | 'input'>): string {
  return oneLine(`${(verbs[call.name] ?? otherVerbs)[1]} ${objectOf(call)}`)
}

function objectOf({ name, input }: Pick<ToolCallState, 'name' | 'input'>): string {
  const known = objects[name]
  if (known) return shorten(textField(input, known))
  const called = serverToolOf(name)
  return called ? `${called.tool} on ${called.server}` : name in verbs ? '' : name
}

function shorten(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/^https?:\/\/(www\.)?/, '')
    .trim()
}

function outcomeOf({
  name,
  status,
  isError,
  display,
  nested,
}: Pick<ToolCallState, 'name' | 'status' | 'isError' | 'display' | 'nested'>): string {
  if (status !== 'finished') return ''
  const exitCode = numberField(display, 'exitCode')
  const made = nested && nested.length > 0 ? formatPlural(nested.length, 'call') : ''
  if (name === 'bash' && exitCode !== null && exitCode !== 0)
    return [`exit ${exitCode}`, made].filter(Boolean).join(' · ')
  if (made && !isError) return made
  if (isError) return 'failed'
  if (name === 'edit' || name === 'write') return lineCounts(display)
  const lines = numberField(display, 'lines')
  return name === 'read' && lines !== null ? formatPlural(lines, 'line') : ''
}

function lineCounts(display: { [key: string]: Json } | undefined): string {
  const added = numberField(display, 'added')
  const removed = numberField(display, 'removed')
  return [added === null ? '' : `+${added}`, removed === null ? '' : `−${removed}`].filter(Boolean).join(' ')
}

const nouns: Record<string, [one: string, many: string]> = {
  bash: ['command', 'commands'],
  read: ['file read', 'files read'],
  write: ['file written', 'files written'],
  edit: ['edit', 'edits'],
  web_fetch: ['page', 'pages'],
  skill: ['skill opened', 'skills opened'],
  plan: ['plan change', 'plan changes'],
  delegate: ['delegation', 'delegations'],
  find_tools: ['tool search', 'tool searches'],
}

/** "12 commands", "3 edits". */
export function countWords(name: string, count: number): string {
  const plain = serverToolOf(name)?.tool ?? name
  const [one, many] = nouns[name] ?? [`${plain} call`, `${plain} calls`]
  return formatPlural(count, one, many)
}

/** A text in a JSON object, or "". */
export function textField(value: Json | undefined, name: string): string {
  const field = fieldOf(value, name)
  return typeof field === 'string' ? field : ''
}

/** A number in a JSON object, or null. */
export function numberField(value: Json | undefined, name: string): number | null {
  const field = fieldOf(value, name)
  return typeof field === 'number' ? field : null
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value[name] : undefined
}
