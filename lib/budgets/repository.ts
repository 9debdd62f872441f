/** Budgets in the database: reserve before a call, settle after it, each in the transaction of the event it belongs to. */
import 'server-only'
import { type Connection, Prisma } from '../db/client'
import type { RunBudget } from '../runs/recipe'
import { newId } from '../shared/id'
import type { HeadRoom, Reservation } from './schema'

/** A call does not fit any more: another one took what was left. */
export class BudgetExceeded extends Error {}

/** Sets the limit of a task, over all its runs. Without a limit there is no row and nothing to reserve. */
export function setTaskBudget(
  db: Connection,
  workspaceId: string,
  taskId: string,
  budget: RunBudget,
): Promise<void> {
  return setBudget(db, workspaceId, { scope: 'task', scopeId: taskId }, budget)
}

/** Sets the share of a run that was handed a part, over all that it hands on: what it spends counts on both. */
export function setRunBudget(
  db: Connection,
  workspaceId: string,
  runId: string,
  budget: RunBudget,
): Promise<void> {
  return setBudget(db, workspaceId, { scope: 'run', scopeId: runId }, budget)
}

/** Sets the limit of a batch, over all runs of all its tasks. */
export function setBatchBudget(
  db: Connection,
  workspaceId: string,
  batchId: string,
  budget: RunBudget,
): Promise<void> {
  return setBudget(db, workspaceId, { scope: 'batch', scopeId: batchId }, budget)
}

async function setBudget(
  db: Connection,
  workspaceId: string,
  place: { scope: 'task' | 'run' | 'batch'; scopeId: string },
  budget: RunBudget,
): Promise<void> {
  const limits = {
    limitMicros: budget.usd === undefined ? null : BigInt(Math.round(budget.usd * 1_000_000)),
    limitTokens: budget.tokens === undefined ? null : BigInt(budget.tokens),
  }
  const where = { scope_scopeId: place }
  if (limits.limitMicros === null && limits.limitTokens === null) {
    await db.budget.updateMany({ where: place, data: limits })
    return
  }
  const create = { id: newId('budget'), workspaceId, ...place, ...limits }
  await db.budget.upsert({ where, create, update: limits })
}

/** The limits of a task as they are now; empty when it has none. */
export async function taskBudget(db: Connection, taskId: string): Promise<RunBudget> {
  const row = await db.budget.findUnique({ where: { scope_scopeId: { scope: 'task', scopeId: taskId } } })
  return {
    ...(row?.limitMicros == null ? {} : { usd: Number(row.limitMicros) / 1_000_000 }),
    ...(row?.limitTokens == null ? {} : { tokens: Number(row.limitTokens) }),
  }
}

/**
 * The budgets that a run draws on, in the order in which they are locked: its task's and its
 * batch's; and, with the run named, its own
 * share and those of all above it.
 */
export async function budgetsOf(db: Connection, taskId: string, runId?: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE up AS (
      SELECT "id", "parentRunId" FROM "Run" WHERE "id" = ${runId ?? ''}
      UNION ALL SELECT r."id", r."parentRunId" FROM "Run" r JOIN up ON r."id" = up."parentRunId"
    )
    SELECT "id" FROM "Budget" WHERE ("scope" = 'task' AND "scopeId" = ${taskId})
      OR ("scope" = 'run' AND "scopeId" IN (SELECT "id" FROM up))
      OR ("scope" = 'batch' AND "scopeId" = (SELECT "batchId" FROM "Task" WHERE "id" = ${taskId})) ORDER BY "id"`
  return rows.map(row => row.id)
}

/** What is left on the tightest of the budgets. */
export async function headRoom(db: Connection, budgetIds: readonly string[]): Promise<HeadRoom> {
  if (budgetIds.length === 0) return { micros: null, tokens: null }
  const rows = await db.$queryRaw<{ micros: bigint | null; tokens: bigint | null }[]>`
    SELECT min("limitMicros" - "spentMicros" - "reservedMicros") AS micros,
      min("limitTokens" - "spentTokens" - "reservedTokens") AS tokens
    FROM "Budget" WHERE "id" = ANY(${[...budgetIds]})`
  const row = rows[0]
  return {
    micros: row?.micros == null ? null : Number(row.micros),
    tokens: row?.tokens == null ? null : Number(row.tokens),
  }
}

/** What would be left if nobody but the asker held anything back: `own` is what the asker itself holds. */
export async function roomWithoutOthers(
  db: Connection,
  budgetIds: readonly string[],
  own: Reservation,
): Promise<HeadRoom> {
  if (budgetIds.length === 0) return { micros: null, tokens: null }
  const rows = await db.$queryRaw<{ micros: bigint | null; tokens: bigint | null }[]>`
    SELECT min("limitMicros" - "spentMicros") AS micros, min("limitTokens" - "spentTokens") AS tokens
    FROM "Budget" WHERE "id" = ANY(${[...budgetIds]})`
  const row = rows[0]
  return {
    micros: row?.micros == null ? null : Number(row.micros) - (own.micros ?? 0),
    tokens: row?.tokens == null ? null : Number(row.tokens) - own.tokens,
  }
}

/** Reserves on every budget or on none. Throws `BudgetExceeded`. */
export async function reserve(
  db: Connection,
  budgetIds: readonly string[],
  amount: Reservation,
): Promise<void> {
  if (budgetIds.length === 0) return
  const micros = amount.micros ?? 0
  const changed = await db.$executeRaw`
    UPDATE "Budget" SET "reservedMicros" = "reservedMicros" + ${micros}, "reservedTokens" = "reservedTokens" + ${amount.tokens}
    WHERE "id" IN (SELECT "id" FROM "Budget" WHERE "id" IN (${Prisma.join([...budgetIds])}) ORDER BY "id" FOR UPDATE)
      AND ("limitMicros" IS NULL OR "spentMicros" + "reservedMicros" + ${micros} <= "limitMicros")
      AND ("limitTokens" IS NULL OR "spentTokens" + "reservedTokens" + ${amount.tokens} <= "limitTokens")`
  if (changed !== budgetIds.length) throw new BudgetExceeded()
}

/** Releases a reservation and books what was really spent. */
export async function settle(
  db: Connection,
  budgetIds: readonly string[],
  reserved: Reservation,
  spent: { micros: number; tokens: number },
): Promise<void> {
  if (budgetIds.length === 0) return
  await db.$executeRaw`
    UPDATE "Budget" SET "reservedMicros" = "reservedMicros" - ${reserved.micros ?? 0}, "reservedTokens" = "reservedTokens" - ${reserved.tokens},
      "spentMicros" = "spentMicros" + ${spent.micros}, "spentTokens" = "spentTokens" + ${spent.tokens}
    WHERE "id" IN (${Prisma.join([...budgetIds])})`
}
