/** Runs that wait for a budget. */
import 'server-only'
import type { Connection } from '../../db/client'

/** Those that this budget holds, as they said when they began to wait. */
export async function waitingOnBudget(
  db: Connection,
  workspaceId: string,
  budgetId: string,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT r."id" FROM "Run" r JOIN LATERAL (
      SELECT e."data" FROM "Event" e WHERE e."runId" = r."id" AND e."type" = 'run-waiting' ORDER BY e."seq" DESC LIMIT 1
    ) w ON true
    WHERE r."workspaceId" = ${workspaceId} AND r."status" = 'waiting' AND r."waitingFor" = 'budget'
      AND coalesce(w."data"->'budget'->>'id', ${budgetId}) = ${budgetId}
    ORDER BY r."id"`
  return rows.map(row => row.id)
}
