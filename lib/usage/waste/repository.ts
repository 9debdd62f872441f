/** What the ledger itself knows of waste, and which runs have cost most. */
import 'server-only'
import type { Actor } from '../../accounts/actor'
import { requireCan } from '../../accounts/policy'
import { getDatabase, Prisma } from '../../db/client'
import type { UsageFilter } from '../breakdown'
import { rowsOf } from '../ledger-rows'

const title = Prisma.sql`t."title" || coalesce(' › ' || r."title", '')`
const tokens = Prisma.sql`sum(u."inputFresh" + u."cacheRead" + u."cacheWrite5m" + u."cacheWrite1h" + u."outputText" + u."reasoning")`

interface LedgerRow {
  runId: string
  taskId: string
  title: string
  tokens: bigint
  costMicros: bigint | null
}

export interface WastedCalls {
  runId: string
  taskId: string
  title: string
  step: number
  /** The name of the failure. */
  waste: string
  purpose: string
  calls: number
  tokens: number
  costMicros: number | null
}

/** Calls of which nothing came and that used something, by step and failure. Throws `forbidden`. */
export async function listWastedCalls(actor: Actor, filter: UsageFilter): Promise<WastedCalls[]> {
  requireCan(actor, 'usage:read')
  const rows = await getDatabase().$queryRaw<
    (LedgerRow & { step: number; waste: string; purpose: string; calls: bigint })[]
  >`
    SELECT u."runId", u."taskId", ${title} AS "title", u."step", u."waste", u."purpose", count(*) AS "calls",
      ${tokens} AS "tokens", sum(u."costMicros")::bigint AS "costMicros"
    ${rowsOf(actor, filter)} AND u."waste" IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING ${tokens} > 0`
  return rows.map(row => ({
    ...row,
    calls: Number(row.calls),
    tokens: Number(row.tokens),
    costMicros: toNumber(row.costMicros),
  }))
}

export interface DearRuns {
  runs: { runId: string; taskId: string; title: string }[]
  /** All runs of the question. */
  of: number
}

/** The runs that cost most, those without a price by their tokens. Throws `forbidden`. */
export async function listDearestRuns(actor: Actor, filter: UsageFilter, most: number): Promise<DearRuns> {
  requireCan(actor, 'usage:read')
  const rows = await getDatabase().$queryRaw<(LedgerRow & { of: bigint })[]>`
    SELECT u."runId", u."taskId", ${title} AS "title", count(*) OVER () AS "of"
    ${rowsOf(actor, filter)}
    GROUP BY 1, 2, 3 ORDER BY sum(u."costMicros") DESC NULLS LAST, ${tokens} DESC, 1 LIMIT ${most}`
  return {
    runs: rows.map(({ runId, taskId, title }) => ({ runId, taskId, title })),
    of: Number(rows[0]?.of ?? 0),
  }
}

function toNumber(value: bigint | null): number | null {
  return value === null ? null : Number(value)
}
