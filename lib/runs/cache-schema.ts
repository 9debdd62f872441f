/** The prompt cache of a run as the API shows it. */
import { z } from 'zod'
import { bustCauses } from './bust-cause'

const count = z.int().nonnegative()

const bust = z.object({
  cause: z.enum(bustCauses),
  /** The cause in words. */
  title: z.string(),
  text: z.string(),
  /** Tokens that were paid for anew although they had been sent before. */
  lostTokens: count,
  /** What that cost beyond reading them, whole micro-dollars; null where the price is not known. */
  micros: count.nullable(),
  /** Where the request first differs from the last one. */
  place: z
    .object({
      /** -1: tools or instructions. */
      message: z.int(),
      part: z.enum(['tools', 'instructions']).nullable(),
      was: z.string(),
      is: z.string(),
    })
    .nullable(),
  gapMs: z.number().nullable(),
  lastsMs: z.number().nullable(),
})

const micros = z.int().nullable()

const compaction = z.object({
  step: z.int().positive(),
  kind: z.enum(['mask', 'summary', 'handoff']),
  reason: z.string(),
  /** As it was foreseen; null for compactions of older versions. Amounts are whole micro-dollars, null without a price. */
  forecast: z
    .object({
      removed: count,
      rewritten: count,
      calls: z.object({ least: count, likely: count, most: count }),
      savedMicros: micros,
      rewriteMicros: micros,
      summaryMicros: micros,
      profitMicros: micros,
      forced: z.boolean(),
    })
    .nullable(),
  /** What the calls since have reported; null before the first. */
  result: z
    .object({
      calls: count,
      removed: count,
      savedMicros: micros,
      rewriteMicros: micros,
      summaryMicros: micros,
      netMicros: micros,
      settled: z.boolean(),
    })
    .nullable(),
})

export const runCache = z.object({
  calls: z.array(
    z.object({
      step: z.int().positive(),
      callId: z.string(),
      at: z.iso.datetime(),
      input: count,
      read: count,
      /** What could have been read at best. */
      readable: count,
      bust: bust.nullable(),
    }),
  ),
  input: count,
  read: count,
  readable: count,
  lostTokens: count,
  lostMicros: count.nullable(),
  /** Calls before which less had been sent than the vendor caches. */
  belowMinimum: z.object({ calls: count, minimum: count }).nullable(),
  /** Profit and loss of each time the context was told shorter. */
  compactions: z.array(compaction),
})
export type RunCache = z.infer<typeof runCache>
