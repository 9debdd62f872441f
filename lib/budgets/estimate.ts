/** The worst case of a model call, before it is made: pure arithmetic. */
import type { HeadRoom } from './rules'
import type { Reservation } from './schema'

/**
 * No tokenizer makes more tokens of Latin text and code than one per 2.5 characters, nor more than two of any other
 * character (measured on Chinese, Thai and emoji); with 64 to spare for framing.
 */
const charactersPerToken = 2.5
const tokensPerOther = 2
const framingTokens = 64

/** A call with room for fewer output tokens than this is not worth its input. */
export const leastOutputTokens = 256

/** Why a run with a limit in dollars alone does not start on a model without a price. */
export const unknownPriceReason =
  'The price of this model is unknown, so a budget in dollars cannot be kept. Set one in tokens.'

/** Upper bound of the input tokens of a request, from its text. */
export function worstInputTokens(...texts: readonly string[]): number {
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  const others = texts.reduce((sum, text) => sum + (text.match(beyondLatin)?.length ?? 0), 0)
  return Math.ceil((characters - others) / charactersPerToken) + others * tokensPerOther + framingTokens
}

/** UTF-16 units beyond Latin with its accents. */
const beyondLatin = /[^ -\u024f\t\n\r]/g

export interface CallShape {
  inputTokens: number
  maxOutputTokens: number
  /** Worst-case micro-dollars for so many input and output tokens; null when the price is unknown. */
  priceOf(tokens: { input: number; output: number }): number | null
}

export type Fit =
  | { ok: true; maxOutputTokens: number; reservation: Reservation }
  | { ok: false; reason: string }

/**
 * Fits a call into what is left: the output is clamped until the worst case fits. Refuses when even the least
 * useful answer does not fit, or when only dollars are limited and the price is unknown.
 */
export function fitCall(call: CallShape, left: HeadRoom): Fit {
  const tokensLeft = left.tokens === null ? call.maxOutputTokens : left.tokens - call.inputTokens
  const byTokens = Math.min(call.maxOutputTokens, tokensLeft)
  if (byTokens < leastOutputTokens) {
    return {
      ok: false,
      reason: `The next call needs up to ${call.inputTokens + leastOutputTokens} tokens; the budget has ${Math.max(0, left.tokens ?? 0)} left.`,
    }
  }
  if (left.micros === null) return fits(call, byTokens, null)
  const least = call.priceOf({ input: call.inputTokens, output: leastOutputTokens })
  // A limit in tokens holds by itself where no price is known (local models, subscriptions).
  if (least === null && left.tokens !== null) return fits(call, byTokens, null)
  if (least === null) {
    return {
      ok: false,
      reason: unknownPriceReason,
    }
  }
  if (least > left.micros) {
    return {
      ok: false,
      reason: `The next call may cost ${dollars(least)}; the budget has ${dollars(left.micros)} left.`,
    }
  }
  return fits(call, largestOutput(call, byTokens, left.micros), left.micros)
}

function fits(call: CallShape, maxOutputTokens: number, microsLeft: number | null): Fit {
  const micros =
    microsLeft === null ? null : call.priceOf({ input: call.inputTokens, output: maxOutputTokens })
  return { ok: true, maxOutputTokens, reservation: { micros, tokens: call.inputTokens + maxOutputTokens } }
}

/** Bisects: prices rise with the output, in steps where a tier begins. */
function largestOutput(call: CallShape, most: number, microsLeft: number): number {
  let low = leastOutputTokens
  let high = most
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const price = call.priceOf({ input: call.inputTokens, output: middle })
    if (price !== null && price <= microsLeft) low = middle
    else high = middle - 1
  }
  return low
}

function dollars(micros: number): string {
  return `$${(Math.max(0, micros) / 1_000_000).toFixed(4)}`
}
