/** What a call costs by the price row that was kept with one: whole micro-dollars, without asking any price data. Pure. */
import { counterRate } from './counter-rate'
import type { PriceRow, UsageRecord } from './schema'

/** Dollars per million tokens are micro-dollars per token; they are added up with so many decimals. */
const decimals = 24
const scale = 10n ** BigInt(decimals)

/** A rate as it is written, in units of the last decimal: all its digits, and none of binary fractions. */
function exactly(rate: number): bigint {
  const [written = '0', exponent = '0'] = String(rate).split('e')
  const [whole = '0', fraction = ''] = written.split('.')
  const shift = decimals - fraction.length + Number(exponent)
  const digits = BigInt(whole + fraction)
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift)
}

/** Micro-dollars, rounded once, half up; null where the row lacks the price of something that was used. */
export function microsAtRow(usage: UsageRecord, row: PriceRow): number | null {
  let sum = 0n
  for (const counter of Object.keys(usage) as (keyof UsageRecord)[]) {
    if (usage[counter] === 0) continue
    const rate = counterRate(row, counter)
    if (rate === null) return null
    sum += BigInt(usage[counter]) * exactly(rate)
  }
  return Number((sum + scale / 2n) / scale)
}
