/** What a person is shown before many agents begin: the shape of the facts of such an approval. */
import { z } from 'zod'
import type { Json } from '../shared/json'

const fanOutFacts = z.object({
  parts: z.array(z.object({ agent: z.string(), title: z.string(), instructions: z.string() })),
  /** What the last runs of the same agents used; null when one of them has not worked before. */
  estimate: z.object({ tokens: z.number(), usd: z.number().nullable(), runs: z.int() }).nullable(),
  caps: z.object({
    atOnce: z.int(),
    depth: z.int(),
    stepsEach: z.int(),
    tokensLeft: z.number().nullable(),
    usdLeft: z.number().nullable(),
  }),
})
export type FanOutFacts = z.infer<typeof fanOutFacts>

/** The facts, or null for those of another version. */
export function readFanOut(facts: { [key: string]: Json }): FanOutFacts | null {
  const parsed = fanOutFacts.safeParse(facts)
  return parsed.success ? parsed.data : null
}
