/** How the currency of a workspace's page is kept: in whole millionths for one US dollar. */
import { type Currency, currencyCodes, usDollar } from '../shared/currency'

const micros = 1_000_000

interface Kept {
  currency: string
  currencyMicros: bigint
}

/** A code that is no longer known is shown as dollars. */
export function toCurrency(kept: Kept): Currency {
  const code = currencyCodes.find(one => one === kept.currency)
  return code ? { code, perDollar: Number(kept.currencyMicros) / micros } : usDollar
}

export function fromCurrency({ code, perDollar }: Currency): Kept {
  return { currency: code, currencyMicros: BigInt(Math.round(perDollar * micros)) }
}
