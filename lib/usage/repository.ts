/** Sums over the ledger. Every total in Reef is such a sum; the scripted demo is left out of all of them. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase, Prisma } from '../db/client'
import { assertPresent } from '../shared/assert'
import type { UsageBreakdown, UsageCut, UsageFilter, UsageRow } from './breakdown'
import { rateNames } from './counter-rate'
import { model, momentOf, rowsOf, since } from './ledger-rows'
import { noUsage } from './rules'
import type { UsageRecord } from './schema'
import { addSums, costsOf, divideSums, noSums, type Sums, toShape } from './sums'

type SumRow = Sums & { names: string[]; label: string | null; waste: string | null }

const sums = Prisma.sql`
  count(*) AS "calls", count(u."costMicros") AS "pricedCalls", coalesce(sum(u."costMicros"), 0)::bigint AS "costMicros",
  sum(u."inputFresh") AS "inputFresh", sum(u."cacheRead") AS "cacheRead", sum(u."cacheWrite5m") AS "cacheWrite5m",
  sum(u."cacheWrite1h") AS "cacheWrite1h", sum(u."outputText") AS "outputText", sum(u."reasoning") AS "reasoning"`

const day = Prisma.sql`to_char(u."at" AT TIME ZONE 'UTC' AT TIME ZONE w."timeZone", 'YYYY-MM-DD')`

/** Names and label of each cut. A call belongs to every name; a cut whose calls have just one names it as a list too. */
const cuts: Record<UsageCut, { names: Prisma.Sql; label: Prisma.Sql }> = {
  day: { names: Prisma.sql`ARRAY[${day}]`, label: day },
  agent: { names: Prisma.sql`ARRAY[u."agentId"]`, label: Prisma.sql`a."name"` },
  member: { names: Prisma.sql`ARRAY[u."memberId"]`, label: Prisma.sql`p."name"` },
  model: { names: Prisma.sql`ARRAY[${model}]`, label: model },
  provider: { names: Prisma.sql`ARRAY[u."vendor"]`, label: Prisma.sql`u."vendor"` },
  task: { names: Prisma.sql`ARRAY[u."taskId"]`, label: Prisma.sql`t."title"` },
  run: {
    names: Prisma.sql`ARRAY[u."runId"]`,
    label: Prisma.sql`coalesce(r."title", t."title" || ' · attempt ' || r."attempt")`,
  },
  step: {
    names: Prisma.sql`ARRAY[u."runId" || '/' || u."step"]`,
    label: Prisma.sql`coalesce(r."title", t."title") || ' · step ' || u."step"`,
  },
  child: {
    names: Prisma.sql`ARRAY[CASE WHEN r."parentRunId" IS NULL THEN '' ELSE r."id" END]`,
    label: Prisma.sql`CASE WHEN r."parentRunId" IS NULL THEN 'Not handed on' ELSE r."title" END`,
  },
  tool: { names: Prisma.sql`u."tools"`, label: Prisma.sql`NULL` },
  skill: { names: Prisma.sql`u."skillVersions"`, label: Prisma.sql`NULL` },
}

/** Where a call belongs that names nothing. */
const nameless: Partial<Record<UsageCut, string>> = { tool: 'No tool', skill: 'No skill' }

/** Throws `forbidden`. Rows stand in the order of their days, newest first; else the most tokens first. */
export async function readUsage(actor: Actor, filter: UsageFilter): Promise<UsageBreakdown> {
  requireCan(actor, 'usage:read')
  const { by } = filter
  const { names, label } = cuts[by]
  const rows = getDatabase().$queryRaw<SumRow[]>`
    SELECT ${names} AS "names", ${label} AS "label", u."waste", ${sums}
    ${rowsOf(actor, filter)}
    GROUP BY 1, 2, 3`
  const [found, costs, range] = await Promise.all([rows, readCosts(actor, filter), readRange(actor, filter)])
  return toBreakdown(by, found, costs, range)
}

/** Micro-dollars by counter, not yet whole, from the price rows that were kept with the calls. */
async function readCosts(actor: Actor, filter: UsageFilter): Promise<UsageRecord> {
  const columns = Object.entries(rateNames).map(([counter, names]) => {
    const column = Prisma.raw(`"${counter}"`)
    const rates = names.map(name => Prisma.sql`(u."price"->'perMillion'->>${name}::text)::numeric`)
    return Prisma.sql`coalesce(sum(u.${column} * coalesce(${Prisma.join([...rates, Prisma.sql`0`])})), 0)::float8 AS ${column}`
  })
  const [row] = await getDatabase().$queryRaw<UsageRecord[]>`
    SELECT ${Prisma.join(columns)} ${rowsOf(actor, filter)} AND u."costMicros" IS NOT NULL`
  return row ?? noUsage
}

async function readRange(actor: Actor, filter: UsageFilter): Promise<UsageBreakdown['range']> {
  const dayOf = (moment: Prisma.Sql): Prisma.Sql =>
    Prisma.sql`to_char(${moment} AT TIME ZONE 'UTC' AT TIME ZONE w."timeZone", 'YYYY-MM-DD')`
  const now = Prisma.sql`now() AT TIME ZONE 'UTC'`
  const until = filter.to === undefined ? now : momentOf(filter.to)
  const [row] = await getDatabase().$queryRaw<UsageBreakdown['range'][]>`
    SELECT ${dayOf(since(filter))} AS "from", ${dayOf(until)} AS "to", w."timeZone"
    FROM "Workspace" w WHERE w."id" = ${actor.workspaceId}`
  return assertPresent(row, 'workspace')
}

async function toBreakdown(
  by: UsageCut,
  rows: readonly SumRow[],
  costs: UsageRecord,
  range: UsageBreakdown['range'],
): Promise<UsageBreakdown> {
  const labels =
    by === 'skill' ? await skillLabels(rows.flatMap(row => row.names)) : new Map<string, string>()
  const total = rows.map(exactly).reduce(addSums, noSums)
  return {
    by,
    range,
    rows: toRows(by, rows, labels),
    total: toShape(total),
    costs: costsOf(total, costs),
    waste: wasteOf(rows),
  }
}

/** Postgres gives sums of integers as such; those of nothing do not come up here. */
function exactly(row: SumRow): Sums {
  const keys = Object.keys(noSums) as (keyof Sums)[]
  return Object.fromEntries(keys.map(key => [key, BigInt(row[key])])) as unknown as Sums
}

function toRows(by: UsageCut, rows: readonly SumRow[], labels: ReadonlyMap<string, string>): UsageRow[] {
  const found = new Map<string, { label: string; all: Sums; waste: Sums }>()
  for (const row of rows) {
    const names = row.names.length > 0 ? row.names : ['']
    for (const [key, part] of divideSums(exactly(row), names)) {
      const label = row.label ?? labels.get(key) ?? labelOf(by, key)
      const known = found.get(key) ?? { label, all: noSums, waste: noSums }
      known.all = addSums(known.all, part)
      if (row.waste !== null) known.waste = addSums(known.waste, part)
      found.set(key, known)
    }
  }
  const list = [...found].map(([key, { label, all, waste }]) => ({
    ...toShape(all),
    ...{ key, label },
    waste: toShape(waste),
  }))
  const size = (row: UsageRow): number => row.inputTokens + row.outputTokens
  return list.sort((a, b) => (by === 'day' ? b.key.localeCompare(a.key) : size(b) - size(a)))
}

function labelOf(by: UsageCut, key: string): string {
  if (by === 'tool' && key !== '') return key
  return (key === '' ? nameless[by] : undefined) ?? 'Removed'
}

function wasteOf(rows: readonly SumRow[]): UsageBreakdown['waste'] {
  const wasted = rows.flatMap(row => (row.waste === null ? [] : [{ key: row.waste, sums: exactly(row) }]))
  const causes = [...Map.groupBy(wasted, row => row.key)].map(([key, list]) => ({
    key,
    ...toShape(list.map(row => row.sums).reduce(addSums, noSums)),
  }))
  return { ...toShape(wasted.map(row => row.sums).reduce(addSums, noSums)), causes }
}

/** "pdf-forms v3" */
async function skillLabels(ids: readonly string[]): Promise<Map<string, string>> {
  const versions = await getDatabase().skillVersion.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, number: true, skill: { select: { name: true } } },
  })
  return new Map(versions.map(({ id, number, skill }) => [id, `${skill.name} v${number}`]))
}
