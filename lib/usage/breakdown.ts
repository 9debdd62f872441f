/** The ledger, cut one way: what a question to it says, and what it answers. */
import { z } from 'zod'
import { usageCuts } from './rules'
import { usageRecord, usageTotals } from './schema'

export const usageCut = z.enum(usageCuts)
export type UsageCut = z.infer<typeof usageCut>

/** A moment, or a day of the workspace. */
const moment = z.iso.datetime().or(z.iso.date())

export const usageFilter = z.object({
  by: usageCut.default('day'),
  /** Whole days of the workspace with today as the last one; does not count where `from` is named. */
  days: z.coerce.number().int().min(1).max(365).default(30),
  from: moment.optional(),
  /** A moment is left out itself; a day is within. */
  to: moment.optional(),
  agent: z.string().optional(),
  member: z.string().optional(),
  /** `vendor:model`, as the cut by model names it. */
  model: z.string().optional(),
  provider: z.string().optional(),
  task: z.string().optional(),
  run: z.string().optional(),
  /** Id of a skill or of one of its versions: calls that were made with it open. */
  skill: z.string().optional(),
})
export type UsageFilter = z.output<typeof usageFilter>

const sums = {
  /** Model calls; a call of several tools or skills is counted with each of them. */
  calls: z.int(),
  /** The disjoint counters of which the totals are made. */
  counters: usageRecord,
  /** Whole micro-dollars of the calls with a known price; null where there is none. */
  costMicros: z.int().nonnegative().nullable(),
}

/** What came to nothing: failed, stopped, made again. */
const waste = usageTotals.extend(sums)

export const usageRow = usageTotals.extend({ ...sums, key: z.string(), label: z.string(), waste })
export type UsageRow = z.infer<typeof usageRow>

export const usageBreakdown = z.object({
  by: usageCut,
  /** First and last day of the question, as the workspace counts its days. */
  range: z.object({ from: z.iso.date(), to: z.iso.date(), timeZone: z.string() }),
  rows: z.array(usageRow),
  /** All calls of the question, each once. Tokens and money of the rows add up to it exactly. */
  total: usageTotals.extend(sums),
  /** What each counter of the total cost, whole micro-dollars that add up to its cost exactly; null without a price. */
  costs: usageRecord.nullable(),
  /** The waste in it, and by its cause. */
  waste: waste.extend({ causes: z.array(waste.extend({ key: z.string() })) }),
})
export type UsageBreakdown = z.infer<typeof usageBreakdown>
