/** The part of a call's cost that its input makes up, in whole micro-dollars. Pure. */
import { counterRate } from '../usage/counter-rate'
import type { Cost, UsageRecord } from '../usage/schema'

export const inputCounters = ['cacheRead', 'cacheWrite1h', 'cacheWrite5m', 'inputFresh'] as const
export type InputCounter = (typeof inputCounters)[number]

export function inputTokensOf(usage: UsageRecord): number {
  return usage.inputFresh + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
}

/**
 * What the call cost less what its output cost, so that both add up to what the ledger has. Without a price row the cost
 * is split by tokens. Null when the cost is not known.
 */
export function inputMicrosOf(usage: UsageRecord, cost: Cost | undefined): number | null {
  const micros = cost?.micros ?? null
  if (micros === null) return null
  const output = usage.outputText + usage.reasoning
  if (!cost?.price) {
    const all = inputTokensOf(usage) + output
    return all === 0 ? 0 : Math.round((micros * inputTokensOf(usage)) / all)
  }
  const { price } = cost
  const paid =
    usage.outputText * (counterRate(price, 'outputText') ?? 0) +
    usage.reasoning * (counterRate(price, 'reasoning') ?? 0)
  return micros - Math.min(micros, Math.round(paid))
}

/** Micro-dollars of one input token by counter; 1 for each where no row says more. */
export function inputRates(cost: Cost | undefined): Record<InputCounter, number> {
  const rate = (counter: InputCounter): number => (cost?.price ? (counterRate(cost.price, counter) ?? 0) : 1)
  return {
    cacheRead: rate('cacheRead'),
    cacheWrite1h: rate('cacheWrite1h'),
    cacheWrite5m: rate('cacheWrite5m'),
    inputFresh: rate('inputFresh'),
  }
}
