/** Attempts at tasks that have ended, with what each has used by the ledger. */
import 'server-only'
import type { Actor } from '../../accounts/actor'
import { requireCan } from '../../accounts/policy'
import { getDatabase, Prisma } from '../../db/client'
import { recipeRoles } from '../../runs/recipe'
import type { UsageFilter } from '../breakdown'
import { momentOf, since } from '../ledger-rows'
import { solvedReport } from './report'
import type { SolvedReport } from './schema'

interface Row {
  taskId: string
  agentId: string | null
  agentName: string
  model: string
  roles: unknown
  status: string
  hasChecks: boolean
  calls: bigint
  pricedCalls: bigint
  costMicros: bigint
}

/** Of attempts that ended in these days; runs that an attempt handed work to are part of it. Throws `forbidden`. */
export async function readSolved(
  actor: Actor,
  filter: Pick<UsageFilter, 'days' | 'from' | 'to'>,
): Promise<SolvedReport> {
  requireCan(actor, 'usage:read')
  const { to } = filter
  const until = to === undefined ? Prisma.empty : Prisma.sql`AND r."endedAt" < ${momentOf(to, 1)}`
  const rows = await getDatabase().$queryRaw<Row[]>`
    SELECT r."taskId", e."data"->'recipe'->'agent'->>'id' AS "agentId", r."agentName", r."model", r."status",
      jsonb_array_length(coalesce(e."data"->'recipe'->'checks', '[]')) > 0 AS "hasChecks",
      e."data"->'recipe'->'roles' AS "roles",
      u."calls", u."pricedCalls", u."costMicros"
    FROM "Run" r JOIN "Workspace" w ON w."id" = r."workspaceId"
      LEFT JOIN "Event" e ON e."runId" = r."id" AND e."seq" = 1
      CROSS JOIN LATERAL (
        SELECT count(*) AS "calls", count(u."costMicros") AS "pricedCalls",
          coalesce(sum(u."costMicros"), 0)::bigint AS "costMicros"
        FROM "Usage" u JOIN "Run" b ON b."id" = u."runId"
        WHERE u."taskId" = r."taskId" AND b."attempt" = r."attempt" AND NOT u."scripted"
      ) u
    WHERE r."workspaceId" = ${actor.workspaceId} AND r."parentRunId" IS NULL AND NOT r."scripted"
      AND r."model" <> '' AND r."status" IN ('succeeded', 'failed', 'stopped')
      AND r."endedAt" >= ${since({ by: 'day', ...filter })} ${until}`
  return solvedReport(
    rows.map(({ taskId, agentId, agentName, model, roles, status, hasChecks, ...row }) => ({
      ...{ taskId, model, hasChecks },
      roles: recipeRoles.nullable().parse(roles),
      agent: { id: agentId ?? '', name: agentName },
      succeeded: status === 'succeeded',
      calls: Number(row.calls),
      pricedCalls: Number(row.pricedCalls),
      costMicros: row.costMicros,
    })),
  )
}
