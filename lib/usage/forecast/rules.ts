/** What a piece of work will use, told from work like it that has come to its end: a range, or nothing. Pure. */
import type { Forecast, Range } from './schema'

/** Fewer say nothing; from so many on, a tenth at either end is left out as unusual. */
export const forecastRules = { least: 3, many: 10, cutOff: 0.1, sizes: 4, smallest: 400, newest: 50 } as const

/** What one run and all that it handed on used from some moment to its end. */
export interface PastUse {
  /** Tokens of all kinds. */
  tokens: number
  /** Whole micro-dollars; null when a call has no known price. */
  micros: number | null
}

/** Instructions of similar size: a quarter of it to four times as many characters. All short ones are alike. */
export function sizeBounds(characters: number): { from: number; to: number } {
  const { sizes, smallest } = forecastRules
  const from = Math.floor(characters / sizes)
  return { from: from <= smallest ? 0 : from, to: Math.max(characters, smallest) * sizes }
}

/** All of a few values; of many, the nearest ranks of the 10th and the 90th part of a hundred. Null for too few. */
export function rangeOf(values: readonly number[]): Range | null {
  const { least, many, cutOff } = forecastRules
  if (values.length < least) return null
  const sorted = values.toSorted((a, b) => a - b)
  const cut = sorted.length < many ? 0 : Math.ceil(sorted.length * cutOff) - 1
  const low = sorted[cut]
  const high = sorted[sorted.length - 1 - cut]
  return low === undefined || high === undefined ? null : { low, high }
}

/** What is known of the past, put on top of what was used already. Dollars are told of runs with a price alone. */
export function forecastOf(past: readonly PastUse[], used: PastUse = { tokens: 0, micros: 0 }): Forecast {
  const micros = past.flatMap(one => one.micros ?? [])
  const costs = used.micros === null ? null : rangeOf(micros)
  const tokens = rangeOf(past.map(one => one.tokens))
  return {
    runs: past.length,
    priced: micros.length,
    tokens: tokens && onTop(tokens, used.tokens),
    costMicros: costs && onTop(costs, used.micros ?? 0),
  }
}

/** The forecast of a moment ago, when more has been used since: never below what was used. */
export function notBelow(forecast: Forecast, used: PastUse): Forecast {
  const lift = (range: Range | null, least: number): Range | null =>
    range && { low: Math.max(range.low, least), high: Math.max(range.high, least) }
  return {
    ...forecast,
    tokens: lift(forecast.tokens, used.tokens),
    costMicros: used.micros === null ? null : lift(forecast.costMicros, used.micros),
  }
}

function onTop({ low, high }: Range, used: number): Range {
  return { low: low + used, high: high + used }
}
