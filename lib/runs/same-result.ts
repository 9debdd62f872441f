/** A result that the model has before its eyes already is sent once: a later one like it names the first. Pure. */
import { doingWords } from './call-words'
import type { RunState, ToolCallState } from './run-state'

/** Shorter results are sent again: naming the first would cost about as much, characters. */
export const leastShared = 600

/** Whether the model sees a call's result in full or as a reference to one that it sees, and not as a pointer. */
export type IsShown = (call: ToolCallState) => boolean

interface Result {
  output: string
  isError: boolean
}

/**
 * The call whose result this one repeats word for word and the model still sees, or undefined. A call that is made
 * again right after it was answered with such a reference is meant: it gets everything.
 */
export function sameResult(
  state: RunState,
  call: ToolCallState,
  { output, isError }: Result,
  isShown: IsShown,
): string | undefined {
  if (output.length < leastShared || isInsisted(state, call)) return undefined
  const like = Object.values(state.toolCalls).findLast(
    known =>
      known.output === output &&
      known.status === 'finished' &&
      (known.isError ?? false) === isError &&
      known.question === undefined &&
      known.parentCallId === undefined &&
      isBefore(state, known, call) &&
      isShown(known),
  )
  return like && classOf(like)
}

/** The call that stands for the result of this one in a request: null where its own result is sent. */
export function sharedWith(state: RunState, call: ToolCallState, isShown: IsShown): ToolCallState | null {
  if (call.sameAs === undefined) return null
  const first = state.toolCalls[call.sameAs]
  if (first && isShown(first)) return first
  // The first one was left out or summed up since: the oldest copy that is still there takes its place.
  const copy = Object.values(state.toolCalls).find(
    known => known.sameAs === call.sameAs && isBefore(state, known, call) && isShown(known),
  )
  return copy ?? null
}

/** What is sent instead of the result. */
export function referenceTo(first: ToolCallState, call: ToolCallState): string {
  return isSameCall(first, call)
    ? `[Unchanged since you made this call in step ${first.step}. Repeat it to get the result again.]`
    : `[The same result as "${doingWords(first)}" gave in step ${first.step}; unchanged. Repeat the call to get it again.]`
}

function classOf(call: ToolCallState): string {
  return call.sameAs ?? call.callId
}

function isInsisted(state: RunState, call: ToolCallState): boolean {
  const before = state.steps[call.step - 2]?.toolCallIds ?? []
  return before.some(id => {
    const known = state.toolCalls[id]
    return known?.sameAs !== undefined && isSameCall(known, call)
  })
}

function isSameCall(a: ToolCallState, b: ToolCallState): boolean {
  return a.name === b.name && JSON.stringify(a.input) === JSON.stringify(b.input)
}

/** Whether a model reads the result of `a` before that of `b`. */
function isBefore(state: RunState, a: ToolCallState, b: ToolCallState): boolean {
  if (a.step !== b.step) return a.step < b.step
  const order = state.steps[a.step - 1]?.toolCallIds ?? []
  return order.indexOf(a.callId) < order.indexOf(b.callId)
}
