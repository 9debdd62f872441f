/** A currency and its rate as they come in and go out. */
import { z } from 'zod'
import { currencyCodes } from './currency'

/** Units for one US dollar, to the millionth. */
const perDollar = z
  .number()
  .min(0.000001)
  .max(1_000_000)
  .refine(value => Number.isInteger(Number((value * 1_000_000).toPrecision(15))), 'at most six decimals')

export const currency = z
  .strictObject({ code: z.enum(currencyCodes), perDollar })
  .refine(({ code, perDollar }) => code !== 'USD' || perDollar === 1, 'a dollar is one dollar')
