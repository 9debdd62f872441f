/** Sums over the ledger. Every total in Reef is such a sum; the scripted demo is left out of all of them. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase, Prisma } from '../db/client'
import type { UsageBreakdown, UsageCut, UsageFilter, UsageRow } from './breakdown'
import { addSums, divideSums, noSums, type Sums, toShape } from './sums'

type SumRow = Sums & { names: string[]; label: string | null; waste: string | null }

const sums = Prisma.sql`
  count(*) AS "calls", count(u."costMicros") AS "pricedCalls", coalesce(sum(u."costMicros"), 0)::bigint AS "costMicros",
  sum(u."inputFresh") AS "inputFresh", sum(u."cacheRead") AS "cacheRead", sum(u."cacheWrite5m") AS "cacheWrite5m",
  sum(u."cacheWrite1h") AS "cacheWrite1h", sum(u."outputText") AS "outputText", sum(u."reasoning") AS "reasoning"`

const day = Prisma.sql`to_char(u."at" AT TIME ZONE 'UTC' AT TIME ZONE w."timeZone", 'YYYY-MM-DD')`
const model = Prisma.sql`u."vendor" || ':' || u."model"`

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
  const rows = await getDatabase().$queryRaw<SumRow[]>`
    SELECT ${names} AS "names", ${label} AS "label", u."waste", ${sums}
    FROM "Usage" u JOIN "Workspace" w ON w."id" = u."workspaceId" JOIN "Run" r ON r."id" = u."runId"
      JOIN "Task" t ON t."id" = u."taskId" LEFT JOIN "Agent" a ON a."id" = u."agentId"
      LEFT JOIN "Member" m ON m."id" = u."memberId" LEFT JOIN "User" p ON p."id" = m."userId"
    WHERE u."workspaceId" = ${actor.workspaceId} AND NOT u."scripted" ${conditions(filter)}
    GROUP BY 1, 2, 3`
  const labels =
    by === 'skill' ? await skillLabels(rows.flatMap(row => row.names)) : new Map<string, string>()
  const total = rows.map(exactly).reduce(addSums, noSums)
  return {
    by,
    rows: toRows(by, rows, labels),
    total: toShape(total),
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

function conditions(filter: UsageFilter): Prisma.Sql {
  const { days, from, to, agent, member, model: called, provider, task, run, skill } = filter
  const since = from === undefined ? new Date(Date.now() - days * 86_400_000).toISOString() : from
  const parts = [
    Prisma.sql`AND u."at" >= ${momentOf(since)}`,
    to === undefined ? Prisma.empty : Prisma.sql`AND u."at" < ${momentOf(to, 1)}`,
    agent ? Prisma.sql`AND u."agentId" = ${agent}` : Prisma.empty,
    member ? Prisma.sql`AND u."memberId" = ${member}` : Prisma.empty,
    called ? Prisma.sql`AND ${model} = ${called}` : Prisma.empty,
    provider ? Prisma.sql`AND u."vendor" = ${provider}` : Prisma.empty,
    task ? Prisma.sql`AND u."taskId" = ${task}` : Prisma.empty,
    run ? Prisma.sql`AND u."runId" = ${run}` : Prisma.empty,
    skill
      ? Prisma.sql`AND (${skill} = ANY(u."skillVersions") OR u."skillVersions" && (SELECT coalesce(array_agg("id"), '{}') FROM "SkillVersion" WHERE "skillId" = ${skill}))`
      : Prisma.empty,
  ]
  return Prisma.join(parts, ' ')
}

/** A day begins at midnight of the workspace; `daysOn` is added to it, so that the last day counts. */
function momentOf(text: string, daysOn = 0): Prisma.Sql {
  if (text.includes('T')) return Prisma.sql`${text}::timestamptz AT TIME ZONE 'UTC'`
  return Prisma.sql`(${text}::timestamp + ${daysOn} * interval '1 day') AT TIME ZONE w."timeZone" AT TIME ZONE 'UTC'`
}

/** "pdf-forms v3" */
async function skillLabels(ids: readonly string[]): Promise<Map<string, string>> {
  const versions = await getDatabase().skillVersion.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, number: true, skill: { select: { name: true } } },
  })
  return new Map(versions.map(({ id, number, skill }) => [id, `${skill.name} v${number}`]))
}
