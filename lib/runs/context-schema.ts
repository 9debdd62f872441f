/** What occupies the window of a run, as the API shows it. */
import { z } from 'zod'
import { pieceKinds } from './context-pieces'

const count = z.int().nonnegative()

const piece = z.object({
  key: z.string(),
  kind: z.enum(pieceKinds),
  label: z.string(),
  /** The step that it came from; null for what every request begins with. */
  step: z.int().positive().nullable(),
  callId: z.string().nullable(),
  /** Tokens in the call of `step`; 0 when that does not carry it. */
  tokens: count,
  /** Calls that have carried it, and its tokens over all of them. */
  sends: count,
  sentTokens: count,
  /** Whole micro-dollars over its life, and the part after the first time; null while no price is known. */
  micros: count.nullable(),
  resentMicros: count.nullable(),
})
export type ContextPiece = z.infer<typeof piece>

export const runContext = z.object({
  /** The step that is looked at; null before the first call. */
  step: z.int().positive().nullable(),
  /** Input tokens of each call, in their order. */
  calls: z.array(z.object({ step: z.int().positive(), input: count })),
  /** The model's window in tokens; null where it is not known. */
  window: count.nullable(),
  /** Filled so far, the context is told shorter. */
  line: count,
  /** The dearest by name; the small ones of a kind are summed up under the key `rest.<kind>`. */
  pieces: z.array(piece),
  /** What all pieces cost: exactly the ledger's cost of the run's input. */
  inputMicros: count.nullable(),
  unpricedCalls: count,
})
export type RunContextView = z.infer<typeof runContext>

export const contextFilter = z.object({ step: z.coerce.number().int().positive().optional() })
