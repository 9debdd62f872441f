/** What several runs have used together, as columns of a query over their rows `r`. */
import 'server-only'
import { Prisma } from '../../db/client'
import type { UsageTotals } from '../../usage/schema'
import { totalsFrom } from '../projection'

export const summedColumns = Prisma.sql`
  coalesce(sum(r."inputTokens"), 0) AS "inputTokens", coalesce(sum(r."cacheReadTokens"), 0) AS "cacheReadTokens",
  coalesce(sum(r."cacheWriteTokens"), 0) AS "cacheWriteTokens", coalesce(sum(r."outputTokens"), 0) AS "outputTokens",
  coalesce(sum(r."reasoningTokens"), 0) AS "reasoningTokens", coalesce(sum(r."costMicros"), 0)::bigint AS "costMicros",
  coalesce(sum(r."pricedCalls"), 0) AS "pricedCalls", coalesce(sum(r."unpricedCalls"), 0) AS "unpricedCalls"`

export type SummedRow = Record<
  | 'inputTokens'
  | 'cacheReadTokens'
  | 'cacheWriteTokens'
  | 'outputTokens'
  | 'reasoningTokens'
  | 'costMicros'
  | 'pricedCalls'
  | 'unpricedCalls',
  bigint
>

export function totalsOf(row: SummedRow): UsageTotals {
  return totalsFrom({
    inputTokens: Number(row.inputTokens),
    cacheReadTokens: Number(row.cacheReadTokens),
    cacheWriteTokens: Number(row.cacheWriteTokens),
    outputTokens: Number(row.outputTokens),
    reasoningTokens: Number(row.reasoningTokens),
    costMicros: row.costMicros,
    pricedCalls: Number(row.pricedCalls),
    unpricedCalls: Number(row.unpricedCalls),
  })
}
