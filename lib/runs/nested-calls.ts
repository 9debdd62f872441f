/** Calls that a script makes: they belong to the call that runs the script, and are made once however often it runs. Pure. */
import type { Json } from '../shared/json'
import type { RunState, ToolCallState } from './run-state'

/** How much one script may ask of tools. Its time and its output have their own bounds. */
export const nestedLimits = {
  calls: 100,
  /** Characters of the arguments of one call, as JSON. */
  inputCharacters: 16_384,
  /** Bytes of one result that reach the script. */
  resultBytes: 4 * 1024 * 1024,
} as const

/** The calls of a script in the order in which they came. */
export function nestedCalls(state: RunState, parentCallId: string): ToolCallState[] {
  return (state.toolCalls[parentCallId]?.nested ?? []).flatMap(id => state.toolCalls[id] ?? [])
}

/**
 * The recorded call that the `occurrence`-th one (from 0) of these arguments is, when a script runs again. Calls are
 * known by what they ask for, not by their place: a script that takes another path meets its results all the same.
 */
export function recordedCall(
  state: RunState,
  parentCallId: string,
  { name, input }: { name: string; input: Json },
  occurrence: number,
): ToolCallState | undefined {
  const key = callKey(name, input)
  return nestedCalls(state, parentCallId).filter(call => callKey(call.name, call.input) === key)[occurrence]
}

/** Equal for calls that ask for the same. */
export function callKey(name: string, input: Json): string {
  return `${name} ${JSON.stringify(sorted(input))}`
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sorted(value[key] ?? null)]),
  )
}

/** The name of the next call of a script in the run. */
export function nestedCallId(state: RunState, parentCallId: string): string {
  return `${parentCallId}.${nestedCalls(state, parentCallId).length + 1}`
}
