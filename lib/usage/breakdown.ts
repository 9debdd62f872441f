/** The ledger, cut one way: by day, agent, model or task. */
import { z } from 'zod'
import { usageCuts } from './rules'
import { usageTotals } from './schema'

export const usageCut = z.enum(usageCuts)
export type UsageCut = z.infer<typeof usageCut>

export const usageFilter = z.object({
  by: usageCut.default('day'),
  /** Days back from now. */
  days: z.coerce.number().int().min(1).max(365).default(30),
})
export type UsageFilter = z.output<typeof usageFilter>

export const usageRow = usageTotals.extend({ key: z.string(), label: z.string(), calls: z.int() })
export type UsageRow = z.infer<typeof usageRow>

export const usageBreakdown = z.object({
  by: usageCut,
  rows: z.array(usageRow),
  total: usageTotals.extend({ calls: z.int() }),
})
export type UsageBreakdown = z.infer<typeof usageBreakdown>
