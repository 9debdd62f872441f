/** Sums over the ledger. Every total in Reef is such a sum; the scripted demo is left out of all of them. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase, Prisma } from '../db/client'
import { totalsFrom } from '../runs/projection'
import type { UsageBreakdown, UsageCut, UsageFilter } from './breakdown'

interface SumRow {
  key: string | null
  label: string | null
  calls: bigint
  inputTokens: bigint
  cacheReadTokens: bigint
  cacheWriteTokens: bigint
  outputTokens: bigint
  reasoningTokens: bigint
  costMicros: bigint | null
  pricedCalls: bigint
}

const sums = Prisma.sql`
  count(*) AS "calls",
  coalesce(sum(u."inputFresh" + u."cacheRead" + u."cacheWrite5m" + u."cacheWrite1h"), 0) AS "inputTokens",
  coalesce(sum(u."cacheRead"), 0) AS "cacheReadTokens",
  coalesce(sum(u."cacheWrite5m" + u."cacheWrite1h"), 0) AS "cacheWriteTokens",
  coalesce(sum(u."outputText" + u."reasoning"), 0) AS "outputTokens",
  coalesce(sum(u."reasoning"), 0) AS "reasoningTokens",
  sum(u."costMicros") AS "costMicros",
  count(u."costMicros") AS "pricedCalls"`

/** Key and label of each cut. */
const cuts: Record<UsageCut, { key: Prisma.Sql; label: Prisma.Sql }> = {
  day: { key: Prisma.sql`to_char(u."at", 'YYYY-MM-DD')`, label: Prisma.sql`to_char(u."at", 'YYYY-MM-DD')` },
  agent: { key: Prisma.sql`u."agentId"`, label: Prisma.sql`a."name"` },
  model: {
    key: Prisma.sql`u."vendor" || ':' || u."model"`,
    label: Prisma.sql`u."vendor" || ':' || u."model"`,
  },
  task: { key: Prisma.sql`u."taskId"`, label: Prisma.sql`t."title"` },
}

export async function readUsage(actor: Actor, { by, days }: UsageFilter): Promise<UsageBreakdown> {
  requireCan(actor, 'usage:read')
  const db = getDatabase()
  const { key, label } = cuts[by]
  const since = new Date(Date.now() - days * 86_400_000)
  const from = Prisma.sql`FROM "Usage" u LEFT JOIN "Agent" a ON a."id" = u."agentId" LEFT JOIN "Task" t ON t."id" = u."taskId"
    WHERE u."workspaceId" = ${actor.workspaceId} AND u."at" >= ${since} AND NOT u."scripted"`
  const [rows, total] = await Promise.all([
    db.$queryRaw<
      SumRow[]
    >`SELECT ${key} AS "key", ${label} AS "label", ${sums} ${from} GROUP BY 1, 2 ORDER BY 1 DESC`,
    db.$queryRaw<SumRow[]>`SELECT NULL AS "key", NULL AS "label", ${sums} ${from}`,
  ])
  const all = total[0]
  return {
    by,
    rows: rows.map(row => ({ key: row.key ?? '', label: row.label ?? 'Removed', ...toTotals(row) })),
    total: all ? toTotals(all) : { ...totalsFrom(nothing), calls: 0 },
  }
}

const nothing = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costMicros: 0,
  pricedCalls: 0,
  unpricedCalls: 0,
}

function toTotals(row: SumRow) {
  const calls = Number(row.calls)
  const pricedCalls = Number(row.pricedCalls)
  return {
    calls,
    ...totalsFrom({
      inputTokens: Number(row.inputTokens),
      cacheReadTokens: Number(row.cacheReadTokens),
      cacheWriteTokens: Number(row.cacheWriteTokens),
      outputTokens: Number(row.outputTokens),
      reasoningTokens: Number(row.reasoningTokens),
      costMicros: row.costMicros ?? 0n,
      pricedCalls,
      unpricedCalls: calls - pricedCalls,
    }),
  }
}
