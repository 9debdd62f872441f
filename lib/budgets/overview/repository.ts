/** Budgets as people see them: how each stands now, who changed it, and which soft lines nobody has noted yet. */
import 'server-only'
import type { Actor } from '../../accounts/actor'
import { requireCan } from '../../accounts/policy'
import { getDatabase } from '../../db/client'
import { notFound } from '../../http/errors'
import { counterIdOf, insertCounter, spentBefore } from '../holds/repository'
import { periodOf } from '../periods'
import { limitsOf } from '../repository'
import { type BudgetPeriod, type BudgetScope, budgetName, budgetScopes, spentWords } from '../rules'
import type { Budget, BudgetChange, BudgetList, BudgetWarning } from '../schema'

/** Tasks that are over keep their budget, and nobody needs to see it here. */
const shownTasks = 100

interface Row {
  id: string
  scope: BudgetScope
  scopeId: string
  scopeName: string | null
  period: BudgetPeriod
  limitMicros: bigint | null
  limitTokens: bigint | null
}

/** The budgets that stand, and those of work under way, in the order of their scopes. */
export async function listBudgets(actor: Actor): Promise<BudgetList> {
  requireCan(actor, 'budget:read')
  const { workspaceId } = actor
  const db = getDatabase()
  const { timeZone } = await db.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { timeZone: true },
  })
  const rows = await db.$queryRaw<Row[]>`
    SELECT b."id", b."scope", b."scopeId", b."period", b."limitMicros", b."limitTokens",
      coalesce(a."name", u."name", t."title", r."title", h."name") AS "scopeName"
    FROM "Budget" b
    LEFT JOIN "Agent" a ON b."scope" = 'agent' AND a."id" = b."scopeId"
    LEFT JOIN "Member" m ON b."scope" = 'member' AND m."id" = b."scopeId" LEFT JOIN "User" u ON u."id" = m."userId"
    LEFT JOIN "Task" t ON b."scope" = 'task' AND t."id" = b."scopeId"
    LEFT JOIN "Run" r ON b."scope" = 'run' AND r."id" = b."scopeId"
    LEFT JOIN "Batch" h ON b."scope" = 'batch' AND h."id" = b."scopeId"
    WHERE b."workspaceId" = ${workspaceId} AND (b."scope" = 'workspace' OR a."id" IS NOT NULL OR m."id" IS NOT NULL
      OR (t."status" = 'active' AND t."archivedAt" IS NULL) OR (r."id" IS NOT NULL AND r."endedAt" IS NULL) OR h."status" = 'running')
    ORDER BY b."scope" IN ('task', 'run', 'batch'), b."id" DESC LIMIT ${shownTasks}`
  const budgets = await Promise.all(rows.map(row => standing(workspaceId, row, timeZone)))
  const order = [...budgetScopes]
  budgets.sort((a, b) => order.indexOf(a.scope) - order.indexOf(b.scope) || (a.id < b.id ? -1 : 1))
  return { timeZone, budgets }
}

/** A budget with its present counter. One per run counts each run for itself: the fullest of those at work is shown. */
async function standing(workspaceId: string, row: Row, timeZone: string): Promise<Budget> {
  const { id, scope, scopeId, scopeName, period } = row
  const { key, from, until } = periodOf(period, new Date(), timeZone, '')
  const db = getDatabase()
  if (period !== 'run') {
    const known = await db.budgetCounter.count({ where: { id: counterIdOf(id, key) } })
    if (known === 0) {
      const spent = await spentBefore(db, { workspaceId, scope, scopeId, period }, from, '')
      await insertCounter(db, { id: counterIdOf(id, key), budgetId: id, key, ...spent })
    }
  }
  const counters = await db.budgetCounter.findMany({
    where:
      period === 'run' ? { budgetId: id, key: { in: await liveRuns(workspaceId) } } : { budgetId: id, key },
    orderBy: [{ spentMicros: 'desc' }, { spentTokens: 'desc' }],
    take: 1,
  })
  const [counter] = counters
  return {
    ...{ id, scope, scopeId, scopeName, period },
    limit: limitsOf(row),
    spent: amountOf(counter?.spentMicros, counter?.spentTokens),
    reserved: amountOf(counter?.reservedMicros, counter?.reservedTokens),
    until: until?.toISOString() ?? null,
  }
}

async function liveRuns(workspaceId: string): Promise<string[]> {
  const rows = await getDatabase().run.findMany({
    where: { workspaceId, parentRunId: null, endedAt: null },
    select: { id: true },
    take: 1_000,
  })
  return rows.map(row => row.id)
}

function amountOf(micros = 0n, tokens = 0n): { usd: number; tokens: number } {
  return { usd: Number(micros) / 1_000_000, tokens: Number(tokens) }
}

const shownChanges = 200

/** Who set, changed and removed budgets, newest first. */
export async function listBudgetChanges(actor: Actor): Promise<BudgetChange[]> {
  requireCan(actor, 'budget:read')
  const rows = await getDatabase().budgetChange.findMany({
    where: { workspaceId: actor.workspaceId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: shownChanges,
  })
  return rows.map(({ id, budgetId, name, byName, at, ...row }) => ({
    ...{ id, budgetId, name, byName },
    from: limitOrNull(row.fromMicros, row.fromTokens),
    to: limitOrNull(row.toMicros, row.toTokens),
    at: at.toISOString(),
  }))
}

function limitOrNull(limitMicros: bigint | null, limitTokens: bigint | null) {
  return limitMicros === null && limitTokens === null ? null : limitsOf({ limitMicros, limitTokens })
}

interface WarningRow extends Row {
  warningId: string
  level: number
  at: Date
  key: string
  spentMicros: bigint
  spentTokens: bigint
}

/** Soft lines that nobody has taken note of, of what still counts; the highest of each budget. */
export async function openWarnings(actor: Actor): Promise<BudgetWarning[]> {
  requireCan(actor, 'budget:read')
  const { workspaceId } = actor
  const rows = await getDatabase().$queryRaw<(WarningRow & { timeZone: string })[]>`
    SELECT DISTINCT ON (w."counterId") w."id" AS "warningId", w."level", w."at", c."key", c."spentMicros", c."spentTokens",
      b."id", b."scope", b."scopeId", b."period", b."limitMicros", b."limitTokens", o."timeZone",
      coalesce(a."name", u."name", t."title", r."title", h."name") AS "scopeName"
    FROM "BudgetWarning" w JOIN "BudgetCounter" c ON c."id" = w."counterId" JOIN "Budget" b ON b."id" = c."budgetId"
    JOIN "Workspace" o ON o."id" = w."workspaceId"
    LEFT JOIN "Agent" a ON b."scope" = 'agent' AND a."id" = b."scopeId"
    LEFT JOIN "Member" m ON b."scope" = 'member' AND m."id" = b."scopeId" LEFT JOIN "User" u ON u."id" = m."userId"
    LEFT JOIN "Task" t ON b."scope" = 'task' AND t."id" = b."scopeId"
    LEFT JOIN "Run" r ON (b."scope" = 'run' AND r."id" = b."scopeId") OR (b."period" = 'run' AND r."id" = c."key")
    LEFT JOIN "Batch" h ON b."scope" = 'batch' AND h."id" = b."scopeId"
    WHERE w."workspaceId" = ${workspaceId} AND w."seenAt" IS NULL AND w."at" > now() - interval '32 days'
      AND (t."id" IS NULL OR t."status" = 'active') AND (r."id" IS NULL OR r."endedAt" IS NULL)
      AND (h."id" IS NULL OR h."status" = 'running')
    ORDER BY w."counterId", w."level" DESC LIMIT 200`
  const now = new Date()
  return rows
    .filter(({ period, key, timeZone }) => periodOf(period, now, timeZone, key).key === key)
    .map(toWarning)
    .sort((a, b) => b.at.localeCompare(a.at))
}

function toWarning({ warningId, level, at, scopeName, ...row }: WarningRow): BudgetWarning {
  const { id, scope, scopeId, period } = row
  const line = {
    limit: {
      micros: row.limitMicros === null ? null : Number(row.limitMicros),
      tokens: row.limitTokens === null ? null : Number(row.limitTokens),
    },
    spent: { micros: Number(row.spentMicros), tokens: Number(row.spentTokens) },
  }
  const name = budgetName({ scope, period, name: scopeName })
  return {
    id: warningId,
    budgetId: id,
    scope,
    scopeId,
    name,
    level,
    words: spentWords(line),
    at: at.toISOString(),
  }
}

/** Somebody has read it: it leaves everybody's inbox. Throws `not-found`. */
export async function noteWarning(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'run:control')
  const { workspaceId, name } = actor
  const db = getDatabase()
  const warning = await db.budgetWarning.findFirst({ where: { id, workspaceId } })
  if (!warning) throw notFound('warning')
  const where = { counterId: warning.counterId, level: { lte: warning.level }, seenAt: null }
  await db.budgetWarning.updateMany({ where, data: { seenAt: new Date(), seenByName: name } })
}
