/** Prices: those that a workspace sets itself, and which one holds for each of its models. */
import { z } from 'zod'
import { vendorId } from '../providers/schema'
import { priceRow } from '../usage/schema'

/** Dollars per million tokens, to the millionth of a dollar. */
const rate = z
  .number()
  .nonnegative()
  .max(100_000)
  .refine(value => Number.isInteger(Number((value * 1_000_000).toPrecision(15))), 'at most six decimals')

/** Of each counter; what is left out is charged like the whole that it is part of. */
export const rates = z.strictObject({
  input: rate,
  output: rate,
  cacheRead: rate.optional(),
  cacheWrite5m: rate.optional(),
  cacheWrite1h: rate.optional(),
  reasoning: rate.optional(),
})
export type Rates = z.infer<typeof rates>

export const priceKind = z.enum(['price', 'discount', 'plan'])
export type PriceKind = z.infer<typeof priceKind>

export const ownPrice = z.object({
  id: z.string(),
  vendor: z.string(),
  /** The model's id as a whole, in lower case. */
  model: z.string(),
  kind: priceKind,
  /** Of a price. */
  rates: rates.nullable(),
  /** Of a discount: so many percent less than what would hold without it. */
  percent: z.int().nullable(),
  validFrom: z.iso.datetime(),
  createdByName: z.string(),
  createdAt: z.iso.datetime(),
  removedByName: z.string().nullable(),
  removedAt: z.iso.datetime().nullable(),
})
export type OwnPrice = z.infer<typeof ownPrice>

export const setPriceInput = z
  .strictObject({
    vendor: vendorId,
    model: z.string().trim().min(1).max(200),
    kind: priceKind,
    rates: rates.optional(),
    percent: z.int().min(1).max(100).optional(),
    /** Left out, it holds from now on. */
    validFrom: z.iso.datetime().optional(),
  })
  .refine(input => input.kind !== 'price' || input.rates !== undefined, 'name the rates of the price')
  .refine(
    input => input.kind !== 'discount' || input.percent !== undefined,
    'name the percent of the discount',
  )
export type SetPriceInput = z.infer<typeof setPriceInput>

export const modelPrice = z.object({
  vendor: z.string(),
  model: z.string(),
  /** Calls of the last 90 days. */
  calls: z.int(),
  /** What a call is charged at now; null is unknown. */
  price: priceRow.nullable(),
  /** Set here, by its id. */
  ownId: z.string().nullable(),
})
export type ModelPrice = z.infer<typeof modelPrice>

export const priceList = z.object({
  models: z.array(modelPrice),
  /** Everything that was ever set here, newest first. */
  own: z.array(ownPrice),
})
export type PriceList = z.infer<typeof priceList>
