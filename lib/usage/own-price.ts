/** Prices that a workspace has set itself: which one holds for a call, and what it makes of it. Whole units only. Pure. */
import type { OwnPrice, Rates } from '../prices/schema'
import type { PriceRow, UsageRecord } from './schema'

/** The one that was set last, of those that hold at the moment of the call. */
export function ownPriceAt(
  own: readonly OwnPrice[],
  vendor: string,
  model: string,
  at: Date,
): OwnPrice | undefined {
  const time = at.toISOString()
  return own.find(
    price =>
      price.vendor === vendor &&
      price.model === model.toLowerCase() &&
      price.validFrom <= time &&
      (price.removedAt === null || price.removedAt > time),
  )
}

/** Micro-dollars of a call at rates in dollars per million tokens; rounded once, half up. */
export function microsAtRates(usage: UsageRecord, rates: Rates): number {
  const { input, output, cacheRead = input, cacheWrite5m = input } = rates
  const { cacheWrite1h = cacheWrite5m, reasoning = output } = rates
  const sum =
    times(usage.inputFresh, input) +
    times(usage.cacheRead, cacheRead) +
    times(usage.cacheWrite5m, cacheWrite5m) +
    times(usage.cacheWrite1h, cacheWrite1h) +
    times(usage.outputText, output) +
    times(usage.reasoning, reasoning)
  return Number((sum + 500_000n) / 1_000_000n)
}

/** Tokens × micro-dollars per million tokens. */
function times(tokens: number, dollars: number): bigint {
  return BigInt(tokens) * BigInt(Math.round(dollars * 1_000_000))
}

/** The rates under the names of the price data, as they are kept with the call. */
export function rowOfRates(rates: Rates): PriceRow['perMillion'] {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning } = rates
  return {
    input_mtok: input,
    cache_read_mtok: cacheRead ?? null,
    cache_write_mtok: cacheWrite5m ?? null,
    ...(cacheWrite1h === undefined ? {} : { cache_write_1h_mtok: cacheWrite1h }),
    output_mtok: output,
    ...(reasoning === undefined ? {} : { output_reasoning_mtok: reasoning }),
  }
}

/** So many percent less, rounded half up. */
export function lessPercent(micros: number, percent: number): number {
  return Number((BigInt(micros) * BigInt(100 - percent) + 50n) / 100n)
}

/** The same of a price row, whose prices are only shown. */
export function rowLessPercent(row: PriceRow, percent: number): PriceRow {
  const less = Object.entries(row.perMillion).map(([name, price]) => [
    name,
    price === null ? null : Number(((price * (100 - percent)) / 100).toPrecision(12)),
  ])
  const source = `${row.source}, less ${percent} % (set in this workspace)`
  return { ...row, source, perMillion: Object.fromEntries(less) }
}
