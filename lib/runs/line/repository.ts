/**
 * The line before the workers: which runs may begin, and in which order. Work that was begun comes before new work,
 * then what is urgent, then what is older; between workspaces the one with the least at work is next.
 */
import 'server-only'
import type { Connection } from '../../db/client'
import { isNew, order } from './places'

/** The workspace has as many runs at work as it may; the run stays in line. */
export class NoPlace extends Error {
  constructor(runId: string) {
    super(`Run ${runId} has to wait for a place`)
    this.name = 'NoPlace'
  }
}

/** First half of the two-part lock key; the second is a hash of the workspace. */
const lockSpace = 0x2ef1

/**
 * Throws `NoPlace` unless the run may begin now. Belongs into the transaction that makes it `running`: the lock lasts
 * until that is committed, so no two workers count the same place as free.
 */
export async function takePlace(tx: Connection, workspaceId: string, runId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpace}::int, hashtext(${workspaceId}))`
  const rows = await tx.$queryRaw<{ free: number; ahead: number }[]>`
    WITH mine AS (
      SELECT ${isNew} AS "isNew", (-t."priority") AS "rank", r."id", w."concurrency"
      FROM "Run" r JOIN "Task" t ON t."id" = r."taskId" JOIN "Workspace" w ON w."id" = r."workspaceId"
      WHERE r."id" = ${runId}
    )
    SELECT
      (mine."concurrency" - (SELECT count(*) FROM "Run" r WHERE r."status" = 'running'
        AND r."workspaceId" = ${workspaceId} AND r."id" <> mine."id"))::int AS "free",
      (SELECT count(*) FROM "Run" r JOIN "Task" t ON t."id" = r."taskId" WHERE r."status" = 'queued'
        AND r."workspaceId" = ${workspaceId} AND (${order}) < (mine."isNew", mine."rank", mine."id"))::int AS "ahead"
    FROM mine`
  const place = rows[0]
  if (!place || place.ahead >= place.free) throw new NoPlace(runId)
}

/**
 * Runs that may begin, best first: those that a worker has left behind, then those in line. `taken` are left out. Which
 * of two workspaces with as much at work is next, chance decides: so none waits for ever, and nobody keeps count.
 */
export async function nextInLine(db: Connection, limit: number, taken: Iterable<string>): Promise<string[]> {
  const others = [...taken]
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH busy AS (
      SELECT "workspaceId", count(*)::int AS "runs" FROM "Run" WHERE "status" = 'running' GROUP BY 1
    ), line AS (
      SELECT r."id", r."workspaceId",
        row_number() OVER (PARTITION BY r."workspaceId" ORDER BY ${order})::int AS "place"
      FROM "Run" r JOIN "Task" t ON t."id" = r."taskId" WHERE r."status" = 'queued'
    )
    SELECT next."id" FROM (
      SELECT r."id", 0 AS "turn" FROM "Run" r
      WHERE r."status" = 'running' AND NOT EXISTS (SELECT 1 FROM "Worker" w WHERE w."id" = r."workerId")
      UNION ALL
      SELECT line."id", coalesce(busy."runs", 0) + line."place"
      FROM line JOIN "Workspace" w ON w."id" = line."workspaceId"
      LEFT JOIN busy ON busy."workspaceId" = line."workspaceId"
      WHERE coalesce(busy."runs", 0) + line."place" <= w."concurrency"
    ) next WHERE next."id" <> ALL(${others}::text[]) ORDER BY next."turn", random() LIMIT ${limit}`
  return rows.map(row => row.id)
}
