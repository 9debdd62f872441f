/** Who stands where in the line of a workspace, for those who show it. */
import 'server-only'
import { type Connection, getDatabase, Prisma } from '../../db/client'

/** Whether a run `r` is new work; what another run at work has handed on is not. */
export const isNew = Prisma.sql`(r."startedAt" IS NULL AND r."parentRunId" IS NULL)`

/** The order within a workspace, smallest first. Expects the run as `r` and its task as `t`. */
export const order = Prisma.sql`${isNew}, (-t."priority"), r."id"`

/** Places of a workspace's queued runs, from 1. */
export async function placesInLine(
  workspaceId: string,
  db: Connection = getDatabase(),
): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ id: string; place: number }[]>`
    SELECT r."id", row_number() OVER (ORDER BY ${order})::int AS "place"
    FROM "Run" r JOIN "Task" t ON t."id" = r."taskId"
    WHERE r."status" = 'queued' AND r."workspaceId" = ${workspaceId}`
  return new Map(rows.map(row => [row.id, row.place]))
}

/** The places that these rows need: nothing is asked of the database when none of them is in line. */
export async function placesOf(
  workspaceId: string,
  runs: readonly { status: string }[],
): Promise<ReadonlyMap<string, number>> {
  return runs.some(run => run.status === 'queued') ? await placesInLine(workspaceId) : new Map()
}
