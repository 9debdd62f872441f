/** A run re-priced, as the API and the page show it. */
import { z } from 'zod'
import { cacheChoices, whatIfScopes } from './rules'

export const whatIfFilter = z.object({
  /** The run alone, or with all runs below it. */
  scope: z.enum(whatIfScopes).default('run'),
  /** Words in the name of any model that has a price; without them those of the workspace are taken. */
  find: z.string().trim().max(100).optional(),
})
export type WhatIfFilter = z.output<typeof whatIfFilter>

const count = z.int().nonnegative()

/** Whole micro-dollars of the calls that have a price; null where none has. The others are counted. */
const money = { costMicros: count.nullable(), unknownCalls: count }

const span = z.object({ from: z.string(), to: z.string() })

export const whatIfModel = z.object({
  ...money,
  vendor: z.string(),
  model: z.string(),
  /** Where the price is from and which model's it is; null where there is none. */
  price: z.object({ source: z.string(), model: z.string() }).nullable(),
  /** The same in the cheap hours of the model; null where hours make no difference. */
  offPeak: z.object(money).nullable(),
})
export type WhatIfModel = z.infer<typeof whatIfModel>

export const whatIf = z.object({
  scope: z.enum(whatIfScopes),
  /** Runs in the sum, and their calls in the ledger. Scripted calls are left out. */
  runs: count,
  calls: count,
  /** What the ledger says. */
  ledger: z.object(money),
  /** The models that were called, the most called first. */
  called: z.array(z.object({ vendor: z.string(), model: z.string(), calls: count })),
  /** On the same models, with a cache of another life. `own` is the ledger's sum. */
  caches: z.array(z.object({ ...money, cache: z.enum(cacheChoices), hits: count, couldRead: count })),
  /** On the same models at other hours, UTC; null where hours make no difference. */
  hours: z
    .object({
      cheap: z.object(money),
      dear: z.object(money),
      windows: z.array(z.object({ model: z.string(), spans: z.array(span), lessPercent: count })),
    })
    .nullable(),
  /** All calls on one other model, the cheapest first; those without a price last. */
  models: z.array(whatIfModel),
  /** Models that are not listed: find them by their name. */
  leftOut: count,
})
export type WhatIf = z.infer<typeof whatIf>
