/** What one model call consumed: disjoint counters that sum to the totals, and what they cost. */
import { z } from 'zod'

const count = z.int().nonnegative()

/**
 * Tokens of one model call. The counters are disjoint: input = inputFresh + cacheRead + cacheWrite5m +
 * cacheWrite1h; output = outputText + reasoning. Vendors and the AI SDK report inclusive totals; they are
 * taken apart once, in `lib/engine/model.ts`, and nowhere else.
 */
export const usageRecord = z.object({
  inputFresh: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  outputText: count,
  reasoning: count,
})
export type UsageRecord = z.infer<typeof usageRecord>

/** The price row that was matched, kept with the call so that an old run never changes its price. */
export const priceRow = z.object({
  source: z.string(),
  model: z.string(),
  /** Dollars per million tokens of each counter; null where the vendor names none. */
  perMillion: z.record(z.string(), z.number().nullable()),
})
export type PriceRow = z.infer<typeof priceRow>

/** What a call cost: whole micro-dollars, or null for "unknown" (never 0 for unknown). */
export const cost = z.object({
  micros: z.int().nonnegative().nullable(),
  price: priceRow.nullable(),
  /** What the provider itself said it charged, where it does. */
  reportedMicros: z.int().nonnegative().nullable(),
})
export type Cost = z.infer<typeof cost>

/** Totals as the API and the page show them. */
export const usageTotals = z.object({
  inputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  /** Dollars; null when nothing with a known price was called. */
  costUsd: z.number().nonnegative().nullable(),
  /** True when at least one call has no known price: the total is then a lower bound. */
  costUnknown: z.boolean(),
})
export type UsageTotals = z.infer<typeof usageTotals>
