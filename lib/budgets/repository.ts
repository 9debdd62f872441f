/** Budgets in the database: what limits there are, and who changed them. What is spent of them is in `holds`. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { type Connection, getDatabase, type Prisma } from '../db/client'
import { notFound } from '../http/errors'
import type { EventActor } from '../runs/events'
import type { RunBudget } from '../runs/recipe'
import { newId } from '../shared/id'
import { counterIdOf, insertCounter, noteLines, spentBefore } from './holds/repository'
import { periodOf } from './periods'
import { type BudgetPeriod, type BudgetScope, budgetName, microsOf, softLines } from './rules'

export interface BudgetPlace {
  workspaceId: string
  scope: BudgetScope
  scopeId: string
  period: BudgetPeriod
}

/** Who changes a budget; left out where it is set with the work that it belongs to. */
export type BudgetAuthor = Pick<EventActor, 'kind' | 'id' | 'name'>

/** Sets the limit of a task, over all its runs. Without a limit there is no row and nothing to reserve. */
export function setTaskBudget(
  db: Connection,
  workspaceId: string,
  taskId: string,
  budget: RunBudget,
  by?: BudgetAuthor,
): Promise<void> {
  return setBudget(db, { workspaceId, scope: 'task', scopeId: taskId, period: 'total' }, budget, by)
}

/** Sets the share of a run that was handed a part, over all that it hands on: what it spends counts on both. */
export function setRunBudget(
  db: Connection,
  workspaceId: string,
  runId: string,
  budget: RunBudget,
  by?: BudgetAuthor,
): Promise<void> {
  return setBudget(db, { workspaceId, scope: 'run', scopeId: runId, period: 'total' }, budget, by)
}

/** Sets the limit of a batch, over all runs of all its tasks. */
export function setBatchBudget(
  db: Connection,
  workspaceId: string,
  batchId: string,
  budget: RunBudget,
  by?: BudgetAuthor,
): Promise<void> {
  return setBudget(db, { workspaceId, scope: 'batch', scopeId: batchId, period: 'total' }, budget, by)
}

/**
 * Makes, changes or (without any limit) removes the budget of a place. What the ledger knows of the running period is
 * counted from the start. A wider limit lets soft lines be crossed anew.
 */
export async function setBudget(
  db: Connection,
  place: BudgetPlace,
  budget: RunBudget,
  by?: BudgetAuthor,
): Promise<void> {
  const { scope, scopeId, period } = place
  const where = { scope_scopeId_period: { scope, scopeId, period } }
  const to = {
    limitMicros: budget.usd === undefined ? null : BigInt(microsOf(budget.usd)),
    limitTokens: budget.tokens === undefined ? null : BigInt(budget.tokens),
  }
  const isNone = to.limitMicros === null && to.limitTokens === null
  const before = await db.budget.findUnique({ where })
  if (!before && isNone) return
  const id = before?.id ?? newId('budget')
  if (isNone) await db.budget.delete({ where })
  else if (before) await db.budget.update({ where, data: to })
  else await db.budget.create({ data: { id, ...place, ...to } })
  if (!before) await openCounter(db, id, place)
  else if (!isNone) await forgetUncrossed(db, id)
  if (isNone) await db.budgetWarning.deleteMany({ where: { budgetId: id } })
  else if (by) await noteLines(db, id)
  if (by && (before || !isNone)) await writeChange(db, { ...place, id }, before, isNone ? null : to, by)
}

/** Counters of runs are made when a run first draws on one. */
async function openCounter(db: Connection, id: string, place: BudgetPlace): Promise<void> {
  if (place.period === 'run') return
  const { timeZone } = await db.workspace.findUniqueOrThrow({
    where: { id: place.workspaceId },
    select: { timeZone: true },
  })
  const { key, from } = periodOf(place.period, new Date(), timeZone, '')
  const spent = await spentBefore(db, place, from, '')
  await insertCounter(db, { id: counterIdOf(id, key), budgetId: id, key, ...spent })
}

/** Soft lines that are not crossed any more can be crossed again. */
async function forgetUncrossed(db: Connection, budgetId: string): Promise<void> {
  for (const level of softLines)
    await db.$executeRaw`
      DELETE FROM "BudgetWarning" w USING "BudgetCounter" c, "Budget" b
      WHERE w."budgetId" = ${budgetId} AND w."level" = ${level} AND c."id" = w."counterId" AND b."id" = c."budgetId"
        AND NOT coalesce(c."spentMicros" * 100 >= b."limitMicros" * ${level}, false)
        AND NOT coalesce(c."spentTokens" * 100 >= b."limitTokens" * ${level}, false)`
}

interface Limits {
  limitMicros: bigint | null
  limitTokens: bigint | null
}

async function writeChange(
  db: Connection,
  { id, workspaceId, scope, scopeId, period }: BudgetPlace & { id: string },
  from: Limits | null,
  to: Limits | null,
  by: BudgetAuthor,
): Promise<void> {
  const name = await scopeNameOf(db, scope, scopeId)
  await db.budgetChange.create({
    data: {
      id: newId('budget'),
      ...{ workspaceId, budgetId: id, scope, scopeId, period },
      name: budgetName({ scope, name, period }),
      fromMicros: from?.limitMicros ?? null,
      fromTokens: from?.limitTokens ?? null,
      toMicros: to?.limitMicros ?? null,
      toTokens: to?.limitTokens ?? null,
      ...{ byKind: by.kind, byId: by.id, byName: by.name },
    },
  })
}

/** The limits of a task as they are now; empty when it has none. */
export async function taskBudget(db: Connection, taskId: string): Promise<RunBudget> {
  const key = { scope: 'task', scopeId: taskId, period: 'total' }
  const row = await db.budget.findUnique({ where: { scope_scopeId_period: key } })
  return row ? limitsOf(row) : {}
}

export function limitsOf({ limitMicros, limitTokens }: Limits): RunBudget {
  return {
    ...(limitMicros === null ? {} : { usd: Number(limitMicros) / 1_000_000 }),
    ...(limitTokens === null ? {} : { tokens: Number(limitTokens) }),
  }
}

/** How the thing that a budget is on is called, by its id. */
export async function scopeNameOf(db: Connection, scope: string, scopeId: string): Promise<string | null> {
  switch (scope) {
    case 'member': {
      const found = await db.member.findUnique({
        where: { id: scopeId },
        select: { user: { select: { name: true } } },
      })
      return found?.user.name ?? null
    }
    case 'agent':
      return (await db.agent.findUnique({ where: { id: scopeId }, select: { name: true } }))?.name ?? null
    case 'task':
      return (await db.task.findUnique({ where: { id: scopeId }, select: { title: true } }))?.title ?? null
    case 'run':
      return (await db.run.findUnique({ where: { id: scopeId }, select: { title: true } }))?.title ?? null
    case 'batch':
      return (await db.batch.findUnique({ where: { id: scopeId }, select: { name: true } }))?.name ?? null
    default:
      return null
  }
}

export type BudgetRow = Prisma.BudgetGetPayload<{ include: { counters: true } }>

/** A budget of the actor's workspace. Throws `not-found`. */
export async function requireBudget(actor: Actor, id: string): Promise<BudgetRow> {
  const where = { id, workspaceId: actor.workspaceId }
  const row = await getDatabase().budget.findFirst({ where, include: { counters: true } })
  if (!row) throw notFound('budget')
  return row
}

/** The thing that a budget is to be on must be of the actor's workspace. Throws `not-found`. */
export async function requireScope(actor: Actor, scope: BudgetScope, scopeId: string): Promise<void> {
  const where = { id: scopeId, workspaceId: actor.workspaceId }
  const db = getDatabase()
  const count = scope === 'member' ? await db.member.count({ where }) : await db.agent.count({ where })
  if (count === 0) throw notFound(scope)
}
