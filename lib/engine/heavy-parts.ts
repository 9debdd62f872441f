/** Large parts of a reply live once, by content hash; the event carries a preview and the hash. */
import type { FileStore } from '../files/schema'
import { meantCall } from '../runs/meant-call'
import type { ReplyPart } from '../runs/message'
import { type RunState, recipeOf, type ToolCallState } from '../runs/run-state'
import type { Json } from '../shared/json'

/** A part with more JSON than this leaves the event. */
const heavyCharacters = 4_096

/** Characters of each long string that the preview keeps. */
const previewCharacters = 600

/** Whole parts by hash: what this run's worker has at hand. */
export type HeavyParts = Map<string, ReplyPart>

/** Moves large parts out. The whole parts stay in `heavy` for the calls that follow. */
export async function lightenParts(
  parts: ReplyPart[],
  store: FileStore,
  heavy: HeavyParts,
): Promise<ReplyPart[]> {
  return await Promise.all(
    parts.map(async part => {
      const whole = JSON.stringify(part)
      if (whole.length <= heavyCharacters) return part
      const { hash } = await store.write(new TextEncoder().encode(whole))
      heavy.set(hash, part)
      return previewOf(part, hash)
    }),
  )
}

function previewOf(part: ReplyPart, hash: string): ReplyPart {
  const { providerMetadata, ...rest } = part
  if (rest.type === 'tool-call') return { ...rest, input: shorten(rest.input), hash }
  return { ...rest, text: cut(rest.text), hash }
}

function shorten(value: Json): Json {
  if (typeof value === 'string') return cut(value)
  if (Array.isArray(value)) return value.slice(0, 20).map(shorten)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shorten(inner)]))
}

function cut(text: string): string {
  return text.length > previewCharacters ? `${text.slice(0, previewCharacters)}…` : text
}

/** Loads the whole parts of a state's log into `heavy`, for a worker that did not see them arrive, and returns it. */
export async function loadHeavyParts(
  state: RunState,
  store: FileStore,
  heavy: HeavyParts = new Map(),
): Promise<HeavyParts> {
  const hashes = state.steps.flatMap(step => step.parts.flatMap(part => part.hash ?? []))
  await Promise.all([...new Set(hashes)].map(async hash => heavy.set(hash, await readPart(hash, store))))
  return heavy
}

async function readPart(hash: string, store: FileStore): Promise<ReplyPart> {
  return JSON.parse(new TextDecoder().decode(await store.read(hash))) as ReplyPart
}

/** The whole of a part. Throws when it was never loaded: that would send the model a preview. */
export function restorePart(part: ReplyPart, heavy: HeavyParts): ReplyPart {
  if (!part.hash) return part
  const whole = heavy.get(part.hash)
  if (!whole) throw new Error(`A large part (${part.hash}) is not loaded`)
  return whole
}

/** A call with its whole arguments, where the log holds a preview. */
export function wholeCall(call: ToolCallState, state: RunState, heavy: HeavyParts): ToolCallState {
  const part = state.steps[call.step - 1]?.parts.find(
    candidate => candidate.type === 'tool-call' && candidate.callId === call.callId,
  )
  if (!part?.hash) return call
  const whole = restorePart(part, heavy)
  return whole.type === 'tool-call' ? { ...call, ...meantCall(whole, recipeOf(state).catalogue) } : call
}

/** Characters of an answer that a run's end repeats; all of it is in its last step. */
const maxAnswerCharacters = 100_000

/** The text of an answer, whole where the log holds a preview. */
export function answerText(parts: readonly ReplyPart[], heavy: HeavyParts): string {
  const texts = parts
    .map(part => restorePart(part, heavy))
    .flatMap(part => (part.type === 'text' ? [part.text] : []))
  const text = texts.join('\n\n').trim()
  return text.length > maxAnswerCharacters ? `${text.slice(0, maxAnswerCharacters)}…` : text
}
