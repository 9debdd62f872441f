/** Which runs may have open approvals, with the run and task that all of it began with. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'

export interface AskingRun {
  runId: string
  taskId: string
  taskTitle: string
  agentName: string
  rootRunId: string
  rootTaskId: string
}

/** Of the workspace: runs that wait for an approval. Of a run: it and all below it that have not ended. */
export async function runsThatMayAsk(actor: Actor, runId: string | undefined): Promise<AskingRun[]> {
  requireCan(actor, 'approval:read')
  const { workspaceId } = actor
  return await getDatabase().$queryRaw<AskingRun[]>`
    WITH RECURSIVE above AS (
      SELECT r."id", r."id" AS "rootRunId", r."parentRunId", 0 AS depth FROM "Run" r
      WHERE r."workspaceId" = ${workspaceId} AND r."endedAt" IS NULL
        AND (${runId ?? null}::text IS NOT NULL OR (r."status" = 'waiting' AND r."waitingFor" = 'approval'))
      UNION ALL
      SELECT a."id", p."id", p."parentRunId", a.depth + 1 FROM above a
      JOIN "Run" p ON p."id" = a."parentRunId" AND p."workspaceId" = ${workspaceId}
      WHERE a.depth < 20
    )
    SELECT r."id" AS "runId", r."taskId", t."title" AS "taskTitle", r."agentName",
      root."id" AS "rootRunId", root."taskId" AS "rootTaskId"
    FROM "Run" r JOIN "Task" t ON t."id" = r."taskId"
    JOIN above top ON top."id" = r."id" AND top."parentRunId" IS NULL
    JOIN "Run" root ON root."id" = top."rootRunId"
    WHERE ${runId ?? null}::text IS NULL
      OR EXISTS (SELECT 1 FROM above line WHERE line."id" = r."id" AND line."rootRunId" = ${runId ?? null})
    ORDER BY r."id" LIMIT 200`
}
