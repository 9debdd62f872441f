/** What one token of a counter cost, read from the price row that was kept with its call. Pure. */
import type { PriceRow, UsageRecord } from './schema'

/** The price data's names, the first that a row has. A vendor that names no price for a part charges the whole's. */
export const rateNames: Record<keyof UsageRecord, readonly string[]> = {
  inputFresh: ['input_mtok'],
  cacheRead: ['cache_read_mtok', 'input_mtok'],
  cacheWrite5m: ['cache_write_mtok', 'input_mtok'],
  cacheWrite1h: ['cache_write_1h_mtok', 'cache_write_mtok', 'input_mtok'],
  outputText: ['output_mtok'],
  reasoning: ['output_reasoning_mtok', 'output_mtok'],
}

/** Dollars per million tokens; null where the row has no price for the counter. */
export function counterRate(price: PriceRow, counter: keyof UsageRecord): number | null {
  for (const name of rateNames[counter]) {
    const rate = price.perMillion[name]
    if (typeof rate === 'number') return rate
  }
  return null
}
