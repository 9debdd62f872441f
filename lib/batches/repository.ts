/** Batches, their rows and what came of them, in the database. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, Prisma } from '../db/client'
import { notFound } from '../http/errors'
import type { RunBudget } from '../runs/recipe'
import type { Starter } from '../starts/schema'
import { type InputValues, templateContent } from '../templates/schema'
import { type Batch, type BatchDetail, type BatchRow, batch, batchRow } from './schema'

type Row = Prisma.BatchGetPayload<object>

interface RowFacts {
  batchId: string
  number: number
  values: unknown
  status: string
  problem: string | null
  taskId: string | null
  taskStatus: string | null
  runId: string | null
  runStatus: string | null
  result: string | null
  tokens: bigint
  costMicros: bigint
  pricedCalls: bigint
  unpricedCalls: bigint
}

/** Rows with their task, its newest run and its answer; tokens and dollars are those of all attempts. */
async function rowsOf(batchIds: readonly string[]): Promise<RowFacts[]> {
  return await getDatabase().$queryRaw<RowFacts[]>`
    SELECT b."batchId", b."number", b."values", b."status", b."problem", b."taskId", t."status" AS "taskStatus",
      r."id" AS "runId", r."status" AS "runStatus",
      (SELECT e."data"->>'result' FROM "Event" e WHERE e."runId" = r."id" AND e."seq" = r."seq" AND e."type" = 'run-ended') AS "result",
      coalesce(u."tokens", 0) AS "tokens", coalesce(u."costMicros", 0) AS "costMicros",
      coalesce(u."pricedCalls", 0) AS "pricedCalls", coalesce(u."unpricedCalls", 0) AS "unpricedCalls"
    FROM "BatchRow" b LEFT JOIN "Task" t ON t."id" = b."taskId" LEFT JOIN "Run" r ON r."id" = t."latestRunId"
      LEFT JOIN LATERAL (SELECT sum(a."inputTokens" + a."outputTokens") AS "tokens", sum(a."costMicros")::bigint AS "costMicros",
        sum(a."pricedCalls") AS "pricedCalls", sum(a."unpricedCalls") AS "unpricedCalls"
        FROM "Run" a WHERE a."taskId" = b."taskId") u ON true
    WHERE b."batchId" IN (${Prisma.join([...batchIds, ''])}) ORDER BY b."batchId", b."number"`
}

const liveStatuses = ['queued', 'running', 'waiting', 'paused']

function toBatch(row: Row, rows: readonly RowFacts[]): Batch {
  const sum = (of: (each: RowFacts) => bigint) => rows.reduce((total, each) => total + of(each), 0n)
  const count = (is: (each: RowFacts) => boolean) => rows.filter(is).length
  const isStarted = (each: RowFacts) => each.status === 'started'
  return batch.parse({
    ...row,
    counts: {
      rows: rows.length,
      pending: count(each => each.status === 'pending'),
      live: count(each => isStarted(each) && liveStatuses.includes(each.runStatus ?? '')),
      succeeded: count(each => isStarted(each) && each.runStatus === 'succeeded'),
      failed: count(isToRepeat),
    },
    tokens: Number(sum(each => each.tokens)),
    ...cost({
      costMicros: sum(each => each.costMicros),
      pricedCalls: sum(each => each.pricedCalls),
      unpricedCalls: sum(each => each.unpricedCalls),
    }),
    createdAt: row.createdAt.toISOString(),
  })
}

/** Did not come to a good end, and will not by itself. */
function isToRepeat(row: Pick<RowFacts, 'status' | 'runStatus'>): boolean {
  if (row.status === 'refused' || row.status === 'withdrawn') return true
  return row.status === 'started' && (row.runStatus === 'failed' || row.runStatus === 'stopped')
}

function cost(sums: { costMicros: bigint; pricedCalls: bigint; unpricedCalls: bigint }) {
  return {
    costUsd: sums.pricedCalls > 0n ? Number(sums.costMicros) / 1_000_000 : null,
    costUnknown: sums.unpricedCalls > 0n,
  }
}

function toRow(row: RowFacts): BatchRow {
  return batchRow.parse({ ...row, tokens: Number(row.tokens), ...cost(row) })
}

export async function listBatches(actor: Actor): Promise<Batch[]> {
  requireCan(actor, 'batch:read')
  const where = { workspaceId: actor.workspaceId }
  const found = await getDatabase().batch.findMany({ where, orderBy: { id: 'desc' }, take: 100 })
  const byBatch = Map.groupBy(await rowsOf(found.map(row => row.id)), row => row.batchId)
  return found.map(row => toBatch(row, byBatch.get(row.id) ?? []))
}

export async function readBatch(actor: Actor, id: string): Promise<BatchDetail> {
  requireCan(actor, 'batch:read')
  const found = await getDatabase().batch.findFirst({ where: { id, workspaceId: actor.workspaceId } })
  if (!found) throw notFound('batch')
  const rows = await rowsOf([id])
  const { inputs, budget } = templateContent.parse(found.template)
  const columns = inputs.map(input => input.name)
  return { ...toBatch(found, rows), columns, taskBudget: budget, rows: rows.map(toRow) }
}

export interface NewBatch extends Starter {
  id: string
  name: string
  template: Prisma.InputJsonObject
  budget: RunBudget
  concurrency: number
}

export async function insertBatch(
  tx: Connection,
  row: NewBatch,
  rows: readonly InputValues[],
): Promise<void> {
  await tx.batch.create({ data: row })
  const data = rows.map((values, index) => ({ batchId: row.id, number: index + 1, values }))
  await tx.batchRow.createMany({ data })
}

export async function changeBatchRow(
  tx: Connection,
  actor: Actor,
  id: string,
  data: { concurrency?: number; budget?: RunBudget; status?: string; memberId?: string; role?: string },
): Promise<void> {
  requireCan(actor, 'batch:write')
  const { count } = await tx.batch.updateMany({ where: { id, workspaceId: actor.workspaceId }, data })
  if (count === 0) throw notFound('batch')
}

/** Rows that have not started never will. */
export async function withdrawPending(tx: Connection, batchId: string): Promise<void> {
  await tx.batchRow.updateMany({ where: { batchId, status: 'pending' }, data: { status: 'withdrawn' } })
}

/** Puts the rows that did not come to a good end in line again. Returns how many. */
export async function repeatRows(tx: Connection, batchId: string): Promise<number> {
  const numbers = (await rowsOf([batchId])).filter(isToRepeat).map(row => row.number)
  const where = { batchId, number: { in: numbers } }
  return (await tx.batchRow.updateMany({ where, data: { status: 'pending', problem: null } })).count
}

export interface TakenBatch extends Starter {
  id: string
  name: string
  template: unknown
  budget: unknown
  concurrency: number
}

export async function runningBatches(): Promise<string[]> {
  const rows = await getDatabase().batch.findMany({
    where: { status: 'running' },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return rows.map(row => row.id)
}

/** Holds a batch for this transaction; null when another worker holds it or it runs no more. */
export async function takeBatch(tx: Connection, id: string): Promise<TakenBatch | null> {
  const rows = await tx.$queryRaw<TakenBatch[]>`
    SELECT "id", "workspaceId", "name", "template", "budget", "concurrency", "memberId", "role" FROM "Batch"
    WHERE "id" = ${id} AND "status" = 'running' FOR UPDATE SKIP LOCKED`
  return rows[0] ?? null
}

/** How many of a batch's tasks are under way, and the next rows in line. */
export async function batchLine(
  tx: Connection,
  batchId: string,
  limit: number,
): Promise<{ live: number; next: { number: number; values: unknown; taskId: string | null }[] }> {
  const [counted] = await tx.$queryRaw<{ live: bigint }[]>`
    SELECT count(*) AS live FROM "BatchRow" b JOIN "Task" t ON t."id" = b."taskId" JOIN "Run" r ON r."id" = t."latestRunId"
    WHERE b."batchId" = ${batchId} AND b."status" = 'started' AND r."status" IN ('queued', 'running', 'waiting', 'paused')`
  const live = Number(counted?.live ?? 0)
  const next = await tx.batchRow.findMany({
    where: { batchId, status: 'pending' },
    orderBy: { number: 'asc' },
    take: Math.max(0, limit),
    select: { number: true, values: true, taskId: true },
  })
  return { live, next }
}

export async function noteRow(
  tx: Connection,
  batchId: string,
  number: number,
  data: { status: string; taskId?: string; problem?: string },
): Promise<void> {
  await tx.batchRow.update({ where: { batchId_number: { batchId, number } }, data })
}

export async function endBatch(tx: Connection, id: string): Promise<void> {
  await tx.batch.update({ where: { id }, data: { status: 'ended' } })
}
