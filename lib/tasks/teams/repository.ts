/** The runs that agents of tasks have handed work to, summed up for cards and lists. */
import 'server-only'
import { type Connection, Prisma } from '../../db/client'
import { type SummedRow, summedColumns, totalsOf } from '../../runs/tree/sums'
import type { UsageTotals } from '../../usage/schema'

/** The runs below one attempt of a task, summed up. */
export interface Team {
  taskId: string
  attempt: number
  runs: number
  atWork: number
  usage: UsageTotals
  /** The first of them that only a person can move on. */
  asks: Asking | null
}
type Asking = { [K in 'id' | 'agentName' | 'title' | 'status' | 'waitingFor' | 'reason']: string | null }

/** The teams of some tasks, one for each attempt whose agent has handed work on. */
export async function teamsOf(db: Connection, taskIds: readonly string[]): Promise<Team[]> {
  if (taskIds.length === 0) return []
  const rows = await db.$queryRaw<
    (SummedRow & { taskId: string; attempt: number; runs: bigint; atWork: bigint; asks: Asking | null })[]
  >`
    SELECT r."taskId", r."attempt", count(*) AS runs,
      count(*) FILTER (WHERE r."status" IN ('queued', 'running')) AS "atWork",
      (array_agg(jsonb_build_object('id', r."id", 'agentName', r."agentName", 'title', r."title", 'status', r."status",
        'waitingFor', r."waitingFor", 'reason', r."reason") ORDER BY r."id") FILTER (WHERE r."status" = 'paused'
        OR (r."status" = 'waiting' AND r."waitingFor" NOT IN ('child', 'retry'))))[1] AS asks,
      ${summedColumns}
    FROM "Run" r WHERE r."taskId" IN (${Prisma.join([...taskIds])}) AND r."parentRunId" IS NOT NULL
    GROUP BY r."taskId", r."attempt"`
  return rows.map(({ taskId, attempt, runs, atWork, asks, ...row }) => ({
    taskId,
    attempt,
    runs: Number(runs),
    atWork: Number(atWork),
    usage: totalsOf(row),
    asks,
  }))
}
