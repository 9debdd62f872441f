/** Forecasts in words: short ranges, from how many runs, and never more exact than they are. Pure. */
import type { Money } from '../../shared/currency'
import { formatCount, formatPlural } from '../../shared/format'
import { forecastRules } from './rules'
import type { Forecast, Range } from './schema'

/** Micro-dollars: "$0.12–0.90", rounded outwards to two digits. */
export function dollarRange({ low, high }: Range, money: Money): string {
  const from = shortly(money(roundTo(low, Math.floor) / 1_000_000))
  const to = shortly(money(roundTo(high, Math.ceil) / 1_000_000))
  return from === to
    ? to
    : `${from}–${to.startsWith(money.symbol) ? to.slice(money.symbol.length).trim() : to}`
}

/** "12k–80k tokens" */
export function tokenRange({ low, high }: Range): string {
  const [from, to] = [formatCount(roundTo(low, Math.floor)), formatCount(roundTo(high, Math.ceil))]
  return `${from === to ? to : `${from}–${to}`} tokens`
}

function roundTo(value: number, round: (value: number) => number): number {
  if (value <= 0) return 0
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return round(value / unit) * unit
}

/** Two digits that say something, and two decimals at least. */
function shortly(words: string): string {
  return words.replace(/(\b0\.[1-9]\d)0$/, '$1')
}

/** Dollars where prices are known, else tokens; null while too few runs tell. */
export function rangeWords({ costMicros, tokens }: Forecast, money: Money): string | null {
  if (costMicros && costMicros.high > 0) return dollarRange(costMicros, money)
  return tokens && tokenRange(tokens)
}

/** "9 similar runs", "9 similar runs, 2 of unknown price". */
export function basisWords({ runs, priced }: Forecast, noun = 'similar run'): string {
  const unpriced = runs - priced
  const words = formatPlural(runs, noun)
  if (unpriced === 0) return words
  return unpriced === runs ? `${words}, price unknown` : `${words}, ${unpriced} of unknown price`
}

/** "Similar tasks: $0.12–0.90 · 9 runs"; null where there is nothing to say. */
export function forecastWords(
  forecast: Forecast,
  money: Money,
): { range: string | null; basis: string } | null {
  if (forecast.runs === 0) return null
  const range = rangeWords(forecast, money)
  if (range === null) return { range, basis: `Only ${formatPlural(forecast.runs, 'similar run')} so far` }
  return { range, basis: basisWords(forecast, 'run') }
}

/** Why nothing is projected. */
export function tooFewWords({ runs }: Forecast): string {
  const { least } = forecastRules
  if (runs >= least) return 'The price is not known.'
  return runs === 0
    ? 'No similar run has come this far yet.'
    : `Only ${formatPlural(runs, 'similar run')} came this far; ${least} are needed.`
}
