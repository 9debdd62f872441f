/**
 * What calls draw on budgets: reserved before, settled after, each in the transaction of the event it belongs to.
 * Counters are locked in one order, all at once, before anything is booked (`lockCounters`), so no two transactions
 * wait for each other. A reservation is a row of its own: settling takes it away and books it, exactly once.
 */
import 'server-only'
import { type Connection, Prisma } from '../../db/client'
import { periodOf } from '../periods'
import { type BudgetLine, type BudgetPeriod, type BudgetScope, softLines } from '../rules'

/** A call does not fit any more: another one took what was left. */
export class BudgetExceeded extends Error {}

/** The budgets that a run draws on, without their figures: they change only when somebody changes a budget. */
export interface Standing {
  timeZone: string
  /** The run that a person started, which everything below it counts on. */
  rootRunId: string
  budgets: StandingBudget[]
}

interface StandingBudget {
  id: string
  workspaceId: string
  scope: BudgetScope
  scopeId: string
  name: string | null
  period: BudgetPeriod
  createdAt: Date
  rootCreatedAt: Date
  limitMicros: bigint | null
  limitTokens: bigint | null
}

/** Whose budgets a call counts on. */
export interface Spender {
  runId: string
  /** The agent that does the work; null for the task's. */
  agentId: string | null
}

/** Every budget over a run: its own and those of all above it, its task's, batch's, agent's, member's, the workspace's. */
export async function standingOf(db: Connection, { runId, agentId }: Spender): Promise<Standing> {
  const rows = await db.$queryRaw<(StandingBudget & { timeZone: string; rootRunId: string })[]>`
    WITH RECURSIVE up AS (
      SELECT "id", "parentRunId", "createdAt" FROM "Run" WHERE "id" = ${runId}
      UNION ALL SELECT r."id", r."parentRunId", r."createdAt" FROM "Run" r JOIN up ON r."id" = up."parentRunId"
    ), place AS (
      SELECT w."id" AS "workspaceId", w."timeZone", t."id" AS "taskId", t."batchId", t."ownerId",
        coalesce(${agentId}, t."agentId") AS "agentId", root."id" AS "rootRunId", root."createdAt" AS "rootCreatedAt"
      FROM "Run" r JOIN "Task" t ON t."id" = r."taskId" JOIN "Workspace" w ON w."id" = r."workspaceId"
        JOIN up root ON root."parentRunId" IS NULL
      WHERE r."id" = ${runId}
    )
    SELECT b."id", b."workspaceId", b."scope", b."scopeId", b."period", b."createdAt", b."limitMicros", b."limitTokens",
      p."timeZone", p."rootRunId", p."rootCreatedAt",
      CASE b."scope" WHEN 'agent' THEN (SELECT "name" FROM "Agent" WHERE "id" = b."scopeId")
        WHEN 'member' THEN (SELECT u."name" FROM "Member" m JOIN "User" u ON u."id" = m."userId" WHERE m."id" = b."scopeId")
      END AS "name"
    FROM place p JOIN "Budget" b ON b."workspaceId" = p."workspaceId"
    WHERE (b."limitMicros" IS NOT NULL OR b."limitTokens" IS NOT NULL) AND (b."scope" = 'workspace'
      OR (b."scope" = 'member' AND b."scopeId" = p."ownerId") OR (b."scope" = 'agent' AND b."scopeId" = p."agentId")
      OR (b."scope" = 'task' AND b."scopeId" = p."taskId") OR (b."scope" = 'batch' AND b."scopeId" = p."batchId")
      OR (b."scope" = 'run' AND b."scopeId" IN (SELECT "id" FROM up)))
    ORDER BY b."id"`
  const [first] = rows
  return { timeZone: first?.timeZone ?? 'UTC', rootRunId: first?.rootRunId ?? runId, budgets: rows }
}

/** The counters of a run's budgets at a moment, by the budget. */
function countersAt({ budgets, timeZone, rootRunId }: Standing, now: Date) {
  return budgets.map(budget => {
    const period = periodOf(budget.period, now, timeZone, rootRunId)
    return { budget, period, counterId: counterIdOf(budget.id, period.key) }
  })
}

export function counterIdOf(budgetId: string, key: string): string {
  return `${budgetId}/${key}`
}

interface CounterRow {
  id: string
  spentMicros: bigint
  spentTokens: bigint
  reservedMicros: bigint
  reservedTokens: bigint
  ownMicros: bigint | null
  ownTokens: bigint | null
}

/** A line with what the asking run itself holds of it. */
export type OwnLine = BudgetLine & { own: { micros: number; tokens: number } }

/** The budgets with their figures of this period. Counters of a period that has just begun are made. */
export async function readLines(
  db: Connection,
  standing: Standing,
  runId: string,
  now: Date,
): Promise<OwnLine[]> {
  const places = countersAt(standing, now)
  if (places.length === 0) return []
  const rows = await readCounters(
    db,
    places.map(({ counterId }) => counterId),
    runId,
  )
  const missing = places.filter(({ counterId }) => !rows.has(counterId))
  for (const { budget, period, counterId } of missing.sort((a, b) => (a.counterId < b.counterId ? -1 : 1))) {
    const isOlder = (period.from ?? budget.rootCreatedAt) >= budget.createdAt
    const seed = isOlder ? nothing : await spentBefore(db, budget, period.from, standing.rootRunId)
    await insertCounter(db, { id: counterId, budgetId: budget.id, key: period.key, ...seed })
  }
  return missing.length > 0 ? readLines(db, standing, runId, now) : toLines(places, rows)
}

async function readCounters(
  db: Connection,
  ids: readonly string[],
  runId: string,
): Promise<Map<string, CounterRow>> {
  const rows = await db.$queryRaw<CounterRow[]>`
    SELECT c."id", c."spentMicros", c."spentTokens", c."reservedMicros", c."reservedTokens",
      h."micros" AS "ownMicros", h."tokens" AS "ownTokens"
    FROM "BudgetCounter" c LEFT JOIN LATERAL (SELECT sum("micros")::bigint AS "micros", sum("tokens")::bigint AS "tokens"
      FROM "BudgetHold" WHERE "runId" = ${runId} AND c."id" = ANY("counters")) h ON true
    WHERE c."id" = ANY(${[...ids]})`
  return new Map(rows.map(row => [row.id, row]))
}

function toLines(places: ReturnType<typeof countersAt>, rows: ReadonlyMap<string, CounterRow>): OwnLine[] {
  return places.flatMap(({ budget, period, counterId }) => {
    const row = rows.get(counterId)
    if (!row) return []
    const { id, scope, scopeId, name, limitMicros, limitTokens } = budget
    return {
      ...{ id, counterId, scope, scopeId, name, period: budget.period },
      limit: { micros: numberOf(limitMicros), tokens: numberOf(limitTokens) },
      spent: { micros: Number(row.spentMicros), tokens: Number(row.spentTokens) },
      reserved: { micros: Number(row.reservedMicros), tokens: Number(row.reservedTokens) },
      own: { micros: Number(row.ownMicros ?? 0), tokens: Number(row.ownTokens ?? 0) },
      until: period.until?.toISOString() ?? null,
    }
  })
}

function numberOf(value: bigint | null): number | null {
  return value === null ? null : Number(value)
}

const nothing = { spentMicros: 0n, spentTokens: 0n }

/** Makes a counter; one that is there stays as it is. */
export async function insertCounter(
  db: Connection,
  counter: { id: string; budgetId: string; key: string; spentMicros: bigint; spentTokens: bigint },
): Promise<void> {
  await db.budgetCounter.createMany({ data: [counter], skipDuplicates: true })
}

interface Scoped {
  workspaceId: string
  scope: BudgetScope
  scopeId: string
  period: BudgetPeriod
}

/** What the ledger says was spent on a scope since a moment (null: ever), before anybody set a budget on it. */
export async function spentBefore(
  db: Connection,
  { workspaceId, scope, scopeId, period }: Scoped,
  from: Date | null,
  rootRunId: string,
): Promise<typeof nothing> {
  const since = from ? Prisma.sql`AND u."at" >= ${from}::timestamp(3)` : Prisma.empty
  const tree = Prisma.sql`AND u."runId" IN (SELECT r."id" FROM "Run" r JOIN "Run" o ON o."id" = ${rootRunId}
    AND o."taskId" = r."taskId" AND o."attempt" = r."attempt")`
  const rows = await db.$queryRaw<(typeof nothing)[]>`
    SELECT coalesce(sum(u."costMicros"), 0)::bigint AS "spentMicros",
      coalesce(sum(u."inputFresh" + u."cacheRead" + u."cacheWrite5m" + u."cacheWrite1h" + u."outputText" + u."reasoning"), 0)::bigint AS "spentTokens"
    FROM "Usage" u WHERE u."workspaceId" = ${workspaceId} AND NOT u."scripted" AND ${ofScope(scope, scopeId)}
      ${since} ${period === 'run' ? tree : Prisma.empty}`
  return rows[0] ?? nothing
}

function ofScope(scope: BudgetScope, id: string): Prisma.Sql {
  switch (scope) {
    case 'workspace':
      return Prisma.sql`true`
    case 'member':
      return Prisma.sql`u."memberId" = ${id}`
    case 'agent':
      return Prisma.sql`u."agentId" = ${id}`
    case 'task':
      return Prisma.sql`u."runId" IN (SELECT "id" FROM "Run" WHERE "taskId" = ${id})`
    case 'batch':
      return Prisma.sql`u."runId" IN (SELECT r."id" FROM "Run" r JOIN "Task" t ON t."id" = r."taskId" WHERE t."batchId" = ${id})`
    case 'run':
      return Prisma.sql`u."runId" IN (WITH RECURSIVE branch AS (
        SELECT "id" FROM "Run" WHERE "id" = ${id}
        UNION ALL SELECT r."id" FROM "Run" r JOIN branch b ON r."parentRunId" = b."id") SELECT "id" FROM branch)`
  }
}

/** What a transaction will book on: the reservations it settles, and counters by their ids. */
export interface CounterLocks {
  callIds?: readonly string[]
  counterIds?: readonly string[]
}

/** Locks every counter that this transaction will touch, in one order. Called once, before any of them is booked on. */
export async function lockCounters(db: Connection, locks: readonly CounterLocks[]): Promise<void> {
  const callIds = locks.flatMap(lock => lock.callIds ?? [])
  const counterIds = locks.flatMap(lock => lock.counterIds ?? [])
  if (callIds.length === 0 && counterIds.length === 0) return
  await db.$queryRaw`
    SELECT 1 FROM "BudgetCounter" WHERE "id" = ANY(${counterIds}::text[])
      OR "id" IN (SELECT unnest("counters") FROM "BudgetHold" WHERE "callId" = ANY(${callIds}::text[]))
    ORDER BY "id" FOR UPDATE`
}

export interface Hold {
  callId: string
  runId: string
  micros: number | null
  tokens: number
  counterIds: readonly string[]
}

/** Reserves on every counter or on none. The counters are locked. Throws `BudgetExceeded`. */
export async function reserve(db: Connection, hold: Hold): Promise<void> {
  const { callId, runId, tokens, counterIds } = hold
  const micros = hold.micros ?? 0
  const held = await db.$executeRaw`
    WITH moved AS (UPDATE "BudgetCounter" c SET "reservedMicros" = c."reservedMicros" + ${micros}, "reservedTokens" = c."reservedTokens" + ${tokens}
    FROM "Budget" b WHERE b."id" = c."budgetId" AND c."id" IN (${Prisma.join([...counterIds])})
      AND (b."limitMicros" IS NULL OR c."spentMicros" + c."reservedMicros" + ${micros} <= b."limitMicros")
      AND (b."limitTokens" IS NULL OR c."spentTokens" + c."reservedTokens" + ${tokens} <= b."limitTokens")
      RETURNING 1)
    INSERT INTO "BudgetHold" ("callId", "runId", "micros", "tokens", "counters")
    SELECT ${callId}, ${runId}, ${hold.micros}::bigint, ${tokens}::bigint, ${[...counterIds]}::text[]
    WHERE (SELECT count(*) FROM moved) = ${counterIds.length}`
  // The transaction ends with this: what was reserved on some of them is undone.
  if (held !== 1) throw new BudgetExceeded()
}

export interface Spent {
  micros: number
  tokens: number
}

/**
 * Takes a reservation away and books what was really spent, on the counters on which it was reserved; without `spent`
 * the call was lost and all of it counts. Does nothing for a call that holds nothing (any more). Soft lines that are
 * crossed are written down, each once. The counters are locked.
 */
export async function settle(db: Connection, callId: string, spent?: Spent): Promise<void> {
  await db.$executeRaw`
    WITH hold AS (DELETE FROM "BudgetHold" WHERE "callId" = ${callId} RETURNING *), moved AS (
      UPDATE "BudgetCounter" c SET "reservedMicros" = c."reservedMicros" - coalesce(h."micros", 0),
        "reservedTokens" = c."reservedTokens" - h."tokens",
        "spentMicros" = c."spentMicros" + coalesce(${spent?.micros ?? null}::bigint, h."micros", 0),
        "spentTokens" = c."spentTokens" + coalesce(${spent?.tokens ?? null}::bigint, h."tokens")
      FROM hold h WHERE c."id" = ANY(h."counters") RETURNING c.*
    ) ${warnOf}`
}

/** Books on counters what a call has spent that had begun before there was a budget. The counters are locked. */
export async function book(db: Connection, counterIds: readonly string[], spent: Spent): Promise<void> {
  await db.$executeRaw`
    WITH moved AS (
      UPDATE "BudgetCounter" c SET "spentMicros" = c."spentMicros" + ${spent.micros}, "spentTokens" = c."spentTokens" + ${spent.tokens}
      WHERE c."id" = ANY(${[...counterIds]}::text[]) RETURNING c.*
    ) ${warnOf}`
}

/** Writes down the soft lines that a budget is past already when it is made or narrowed. */
export async function noteLines(db: Connection, budgetId: string): Promise<void> {
  await db.$executeRaw`WITH moved AS (SELECT * FROM "BudgetCounter" WHERE "budgetId" = ${budgetId}) ${warnOf}`
}

const lines = Prisma.join(softLines.map(level => Prisma.sql`(${level}::int)`))

/** Writes down which soft lines the counters in `moved` have crossed. */
const warnOf = Prisma.sql`
  INSERT INTO "BudgetWarning" ("id", "workspaceId", "budgetId", "counterId", "level", "spentMicros", "spentTokens", "limitMicros", "limitTokens")
  SELECT 'warning_' || md5(m."id" || '/' || l."level"), b."workspaceId", b."id", m."id", l."level", m."spentMicros", m."spentTokens", b."limitMicros", b."limitTokens"
  FROM moved m JOIN "Budget" b ON b."id" = m."budgetId" CROSS JOIN (VALUES ${lines}) l("level")
  WHERE (m."spentMicros" * 100 >= b."limitMicros" * l."level") OR (m."spentTokens" * 100 >= b."limitTokens" * l."level")
  ON CONFLICT DO NOTHING`
