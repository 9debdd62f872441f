/** A run's row in the shape that the API shows. */
import { type RunProjection, totalsFrom } from './projection'
import { type RunSummary, runSummary } from './schema'

/** The columns of a run's row, as the database gives them. */
type RunRow = { [K in keyof RunProjection]: RunProjection[K] extends number ? number | bigint : unknown } & {
  id: string
  taskId: string
  attempt: number
  parentRunId: string | null
  depth: number
  title: string | null
  agentName: string
  forkedFromRunId: string | null
  forkedAtStep: number | null
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
  lastEventAt: Date
  costMicros: bigint
  inputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  outputTokens: number
  reasoningTokens: number
  pricedCalls: number
  unpricedCalls: number
}

/** `places`: where queued runs stand in line (`placesOf`). */
export function summariseRun(row: RunRow, places: ReadonlyMap<string, number>): RunSummary {
  return runSummary.parse({
    ...row,
    forkedFrom:
      row.forkedFromRunId === null ? null : { runId: row.forkedFromRunId, step: row.forkedAtStep ?? 0 },
    usage: totalsFrom(row),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    lastEventAt: row.lastEventAt.toISOString(),
    queuePosition: places.get(row.id) ?? null,
  })
}
