/** What a run did, step by step, in a form in which repetition can be seen. Pure. */
import { canonicalJson } from '../shared/json'
import { doingWords } from './call-words'
import type { RunState, StepState, ToolCallState } from './run-state'

/** One answer of the agent with what came of it. */
export interface Move {
  step: number
  /** The one tool that was called; null for words alone or several calls at once. */
  tool: string | null
  /** What was called with what; empty for words alone. */
  action: string
  /** What came of it, without what differs from second to second, and with the files it left behind. */
  result: string
  failed: boolean
  changed: boolean
  /** It waits for something on purpose, so repeating it is no fault. */
  polls: boolean
  /** The request of this step was too long for the model. */
  overflowed: boolean
  /** For people: "Running pytest -q". */
  words: string
}

/** Characters of a result that are compared. */
const compared = 4_000

/** Moves of the steps after `after`, at most `most` of them, oldest first. */
export function movesOf(state: RunState, after: number, most: number): Move[] {
  const from = Math.max(after, state.steps.length - most)
  return state.steps.slice(from).flatMap(step => (step.repliedAt === undefined ? [] : [moveOf(state, step)]))
}

function moveOf(state: RunState, step: StepState): Move {
  const calls = step.toolCallIds.flatMap(id => state.toolCalls[id] ?? [])
  const [first] = calls
  return {
    step: step.step,
    tool: calls.length === 1 ? (first?.name ?? null) : null,
    action: calls.map(call => `${call.name} ${canonicalJson(call.input)}`).join('\n'),
    result: calls.map(resultOf).join('\n'),
    failed: calls.length > 0 && calls.every(hasFailed),
    changed: calls.some(call => (call.changes?.length ?? 0) > 0),
    polls: calls.length > 0 && calls.every(isPoll),
    overflowed: step.attempts.some(attempt => attempt.error?.code === 'context-overflow'),
    words: first ? doingWords(first) : 'Answering',
  }
}

function resultOf(call: ToolCallState): string {
  const left = (call.changes ?? []).map(({ path, entry }) => `${path} ${entry?.hash ?? 'gone'}`)
  return [steady((call.output ?? '').slice(0, compared)), ...left].join('\n')
}

/** A shell's exit code is not an error of the tool, but it is one of the command. */
function hasFailed(call: ToolCallState): boolean {
  const exitCode = call.display?.exitCode
  return call.isError === true || (typeof exitCode === 'number' && exitCode !== 0)
}

/** Takes out what is never the same twice: times, durations, addresses, process numbers. */
export function steady(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?/g, '<time>')
    .replace(/\b\d{1,2}:\d\d:\d\d(\.\d+)?\b/g, '<time>')
    .replace(/\b\d+(\.\d+)?\s?(ms|s|sec|secs|seconds|minutes|min)\b/g, '<duration>')
    .replace(/\b0x[0-9a-f]+\b/gi, '<address>')
    .replace(/\bpid[ =:]+\d+/gi, '<pid>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>')
    .trim()
}

/** Tools that do nothing but wait or ask how something stands. */
const pollingTools: ReadonlySet<string> = new Set(['wait', 'status'])

function isPoll({ name, input }: ToolCallState): boolean {
  if (pollingTools.has(name)) return true
  const command = typeof input === 'object' && input !== null && !Array.isArray(input) ? input.command : ''
  return name === 'bash' && typeof command === 'string' && /(^|[\s;&|(])sleep\s+[\d.$]/.test(command)
}
