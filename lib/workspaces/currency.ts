/** The currency of a workspace's page: how it comes in and goes out, and how it is kept. */
import { z } from 'zod'
import { type Currency, currencyCodes } from '../shared/currency'

const micros = 1_000_000

/** Units for one US dollar, to the millionth. */
const perDollar = z
  .number()
  .min(0.000001)
  .max(1_000_000)
  .refine(value => Number.isInteger(Number((value * micros).toPrecision(15))), 'at most six decimals')

export const currency = z
  .strictObject({ code: z.enum(currencyCodes), perDollar })
  .refine(({ code, perDollar }) => code !== 'USD' || perDollar === 1, 'a dollar is one dollar')

interface Kept {
  currency: string
  currencyMicros: bigint
}

/** A code that is no longer known is shown as dollars. */
export function toCurrency(kept: Kept): Currency {
  const code = currencyCodes.find(one => one === kept.currency)
  return code ? { code, perDollar: Number(kept.currencyMicros) / micros } : { code: 'USD', perDollar: 1 }
}

export function fromCurrency({ code, perDollar }: Currency): Kept {
  return { currency: code, currencyMicros: BigInt(Math.round(perDollar * micros)) }
}
