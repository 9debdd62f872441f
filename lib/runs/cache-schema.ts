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
})
export type RunCache = z.infer<typeof runCache>
