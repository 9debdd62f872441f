/** The runs that belong together, in the database: below a run, beside it, and those that lost their parent. */
import { timeNow } from '../../shared/clock'
import 'server-only'
import type { Actor } from '../../accounts/actor'
import { requireCan } from '../../accounts/policy'
import { type Connection, getDatabase, Prisma } from '../../db/client'
import { notFound } from '../../http/errors'
import type { UsageTotals } from '../../usage/schema'
import type { EndStatus, RunEvent } from '../events'
import { placesOf } from '../line/places'
import { readEvents } from '../log/repository'
import type { RunSummary, RunTree } from '../schema'
import { summariseRun } from '../summary'
import { type SummedRow, summedColumns, totalsOf } from './sums'

/** A child ended while its parent was about to wait for it: the parent looks again. */
export class ChildMoved extends Error {}

/** The whole tree that a run belongs to: every run of its attempt, oldest first. */
export async function readTree(actor: Actor, runId: string): Promise<RunTree> {
  requireCan(actor, 'run:read')
  const db = getDatabase()
  const run = await db.run.findFirst({
    where: { id: runId, workspaceId: actor.workspaceId },
    select: { taskId: true, attempt: true },
  })
  if (!run) throw notFound('run')
  const rows = await db.run.findMany({ where: run, orderBy: { id: 'asc' } })
  const places = await placesOf(actor.workspaceId, rows)
  return { ...run, runs: rows.map(row => summariseRun(row, places)) }
}

/** Of these runs, those that work was handed to; for the live stream, which has checked the reader. */
export async function partsAmong(workspaceId: string, runIds: readonly string[]): Promise<RunSummary[]> {
  const where = { workspaceId, id: { in: [...runIds] }, parentRunId: { not: null } }
  const rows = await getDatabase().run.findMany({ where })
  const places = await placesOf(workspaceId, rows)
  return rows.map(row => summariseRun(row, places))
}

/** Row of a run that another run hands work to, before its first event. */
export async function insertChild(
  db: Connection,
  child: {
    id: string
    parentRunId: string
    depth: number
    title: string
    agentName: string
    model: string
    scripted: boolean
    createdAt: Date
  },
): Promise<void> {
  const { parentRunId, createdAt } = child
  const parent = await db.run.findUniqueOrThrow({
    where: { id: parentRunId },
    select: { workspaceId: true, taskId: true, attempt: true },
  })
  await db.run.create({ data: { ...parent, ...child, lastEventAt: createdAt } })
}

/** Of these runs, those that have ended. */
export async function endedOf(db: Connection, runIds: readonly string[]): Promise<string[]> {
  const rows = await db.run.findMany({
    where: { id: { in: [...runIds] }, endedAt: { not: null } },
    select: { id: true },
  })
  return rows.map(row => row.id)
}

/**
 * Throws `ChildMoved` if one of these runs has ended; until the transaction is over none can. So a parent that writes
 * that it waits has missed no end, and every later end finds it waiting.
 */
export async function requireAtWork(db: Connection, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return
  const rows = await db.$queryRaw<{ ended: boolean }[]>`
    SELECT "endedAt" IS NOT NULL AS ended FROM "Run" WHERE "id" IN (${Prisma.join([...runIds])}) ORDER BY "id" FOR SHARE`
  if (rows.some(row => row.ended)) throw new ChildMoved()
}

/** How a run ended, or null while it has not. */
export async function readEnd(
  db: Connection,
  runId: string,
): Promise<{ status: EndStatus; message: string; result: string | null } | null> {
  const row = await db.event.findFirst({
    where: { runId, type: 'run-ended' },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  if (!row) return null
  const [event] = await readEvents(db, runId, row.seq - 1, 1)
  return event?.type === 'run-ended' ? endOf(event) : null
}

function endOf({ data }: Extract<RunEvent, { type: 'run-ended' }>) {
  return { status: data.status, message: data.message, result: data.result }
}

/** What a run and all below it have used. */
export async function usageOfBranch(db: Connection, runId: string): Promise<UsageTotals> {
  const [row] = await db.$queryRaw<SummedRow[]>`
    WITH RECURSIVE branch AS (
      SELECT "id" FROM "Run" WHERE "id" = ${runId}
      UNION ALL SELECT r."id" FROM "Run" r JOIN branch b ON r."parentRunId" = b."id"
    ) SELECT ${summedColumns} FROM "Run" r JOIN branch b ON b."id" = r."id"`
  if (!row) throw new Error(`No run ${runId}`)
  return totalsOf(row)
}

/** Runs at work below a run, the nearest first; those of one status where it is named. */
export async function liveBelow(db: Connection, runId: string, status?: 'paused'): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string; status: string }[]>`
    WITH RECURSIVE below AS (
      SELECT "id", "depth", "status", "endedAt" FROM "Run" WHERE "parentRunId" = ${runId}
      UNION ALL SELECT r."id", r."depth", r."status", r."endedAt" FROM "Run" r JOIN below b ON r."parentRunId" = b."id"
    ) SELECT "id", "status" FROM below WHERE "endedAt" IS NULL ORDER BY "depth", "id"`
  return rows.filter(row => status === undefined || row.status === status).map(row => row.id)
}

/** Where these runs stand: how far below the first one of their tree, and how long their logs are. */
export async function standingOf(
  db: Connection,
  runIds: readonly string[],
): Promise<{ id: string; depth: number; seq: number }[]> {
  return await db.run.findMany({
    where: { id: { in: [...runIds] } },
    select: { id: true, depth: true, seq: true },
    orderBy: [{ depth: 'asc' }, { id: 'asc' }],
  })
}

/** Runs of the same attempt that wait for a budget. */
export async function waitingForBudget(db: Connection, runId: string): Promise<string[]> {
  const run = await db.run.findUniqueOrThrow({
    where: { id: runId },
    select: { taskId: true, attempt: true },
  })
  const rows = await db.run.findMany({
    where: { ...run, id: { not: runId }, status: 'waiting', waitingFor: 'budget' },
    select: { id: true },
  })
  return rows.map(row => row.id)
}

export interface PlacedRun {
  id: string
  workspaceId: string
}

/** Runs at work whose parent has ended: whoever stopped the parent died before the children were told. */
export async function findOrphans(db: Connection): Promise<PlacedRun[]> {
  return await db.$queryRaw<PlacedRun[]>`
    SELECT r."id", r."workspaceId" FROM "Run" r JOIN "Run" p ON p."id" = r."parentRunId"
    WHERE r."endedAt" IS NULL AND p."endedAt" IS NOT NULL ORDER BY r."depth", r."id" LIMIT 200`
}

/** Clocks of two machines may differ by so much. */
const skewMs = 60_000

/**
 * Runs that wait although a child has ended that they have not written down: the wake-up was lost. A parent that waits
 * has seen every end before that, so only later ones are looked at.
 */
export async function findUntold(db: Connection, quietMs: number): Promise<PlacedRun[]> {
  const before = new Date(timeNow() - quietMs)
  return await db.$queryRaw<PlacedRun[]>`
    SELECT DISTINCT p."id", p."workspaceId" FROM "Run" p JOIN "Run" c ON c."parentRunId" = p."id"
    WHERE p."status" = 'waiting' AND p."waitingFor" IN ('child', 'approval') AND c."endedAt" < ${before}::timestamp(3)
      AND c."endedAt" > p."lastEventAt" - ${skewMs} * interval '1 millisecond'
      AND NOT EXISTS (SELECT 1 FROM "Event" e WHERE e."runId" = p."id" AND e."type" = 'child-finished'
        AND e."data"->>'childRunId' = c."id")
    LIMIT 200`
}

export interface Habit {
  agentName: string
  runs: number
  tokens: number
  /** Null when none of the runs had a price. */
  micros: number | null
}

/** Runs of an agent that say what its next one may use. */
const remembered = 20

/** What the last runs of these agents used on average, for those that have worked before. */
export async function habitsOf(
  db: Connection,
  workspaceId: string,
  agentNames: readonly string[],
): Promise<Habit[]> {
  if (agentNames.length === 0) return []
  const rows = await db.$queryRaw<
    { agentName: string; runs: bigint; tokens: number; micros: number | null }[]
  >`
    SELECT "agentName", count(*) AS runs, avg("inputTokens" + "outputTokens")::float8 AS tokens,
      (avg("costMicros") FILTER (WHERE "pricedCalls" > 0))::float8 AS micros
    FROM (SELECT *, row_number() OVER (PARTITION BY "agentName" ORDER BY "id" DESC) AS place FROM "Run"
      WHERE "workspaceId" = ${workspaceId} AND "agentName" IN (${Prisma.join([...agentNames])})
        AND "status" = 'succeeded' AND NOT "scripted") known
    WHERE place <= ${remembered} GROUP BY "agentName"`
  return rows.map(row => ({ ...row, runs: Number(row.runs) }))
}
