/** Tokens that were paid for and did nothing, as the API and the page show them. */
import { z } from 'zod'
import { wasteKinds } from './rules'

const count = z.int().nonnegative()

export const wasteRow = z.object({
  kind: z.enum(wasteKinds),
  /** What happened, in words. */
  words: z.string(),
  runId: z.string(),
  taskId: z.string(),
  /** Title of the task, and of the part where the run is one. */
  title: z.string(),
  /** Where to look; null where it concerns the whole run. */
  step: z.int().positive().nullable(),
  /** Tokens in and out that were paid for. */
  tokens: count,
  /** Whole micro-dollars; null where no price is known. */
  costMicros: count.nullable(),
})
export type WasteRow = z.infer<typeof wasteRow>

export const wasteReport = z.object({
  /** The dearest first; those without a price after them, by tokens. */
  rows: z.array(wasteRow),
  /** Rows that are not listed because others weigh more. */
  leftOut: count,
  /** All of each kind, listed or not. Kinds overlap: a lost cache may be part of a loop. */
  kinds: z.array(
    z.object({ kind: z.enum(wasteKinds), rows: count, tokens: count, costMicros: count.nullable() }),
  ),
  /** Losses inside answers that were used are read from the logs of the dearest runs only. */
  read: z.object({ runs: count, of: count }),
})
export type WasteReport = z.infer<typeof wasteReport>
