/** Sets, changes and removes budgets that stand over all work; whoever waited for one goes on by itself. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { runQueue } from '../queue/sender'
import { waitingOnBudget } from '../runs/budget-waits/repository'
import { reefActor } from '../runs/rules'
import { tellLeniently } from '../runs/tell-below'
import { announceBudgets } from './news'
import { listBudgets } from './overview/repository'
import { type BudgetPlace, requireBudget, requireScope, setBudget } from './repository'
import type { BudgetLimit, BudgetList, SetBudgetInput } from './schema'

/** Makes a budget, or gives the one of the same scope and period another limit. */
export async function setStandingBudget(actor: Actor, input: SetBudgetInput): Promise<BudgetList> {
  requireCan(actor, 'budget:write')
  const { workspaceId } = actor
  const { scope, period, limit } = input
  const scopeId = scope === 'workspace' ? workspaceId : (input.scopeId ?? '')
  if (scope !== 'workspace') await requireScope(actor, scope, scopeId)
  return await write(actor, { workspaceId, scope, scopeId, period }, limit)
}

export async function changeBudget(actor: Actor, id: string, limit: BudgetLimit): Promise<BudgetList> {
  requireCan(actor, 'budget:write')
  return await write(actor, await standingPlace(actor, id), limit)
}

export async function removeBudget(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'budget:write')
  await write(actor, await standingPlace(actor, id), {})
}

async function standingPlace(actor: Actor, id: string): Promise<BudgetPlace> {
  const { workspaceId, scope, scopeId, period } = await requireBudget(actor, id)
  if (scope === 'task' || scope === 'run' || scope === 'batch')
    throw new AppError('refused', `Set this budget where the ${scope} is.`, { refusal: 'belongs-to-work' })
  return { workspaceId, scope, scopeId, period } as BudgetPlace
}

async function write(actor: Actor, place: BudgetPlace, limit: Partial<BudgetLimit>): Promise<BudgetList> {
  const { scope, scopeId, period, workspaceId } = place
  const before = await getDatabase().budget.findUnique({
    where: { scope_scopeId_period: { scope, scopeId, period } },
    select: { id: true },
  })
  const { kind, id, name } = actor
  await inTransaction(tx => setBudget(tx, place, limit, { kind, id, name }))
  await announceBudgets(workspaceId)
  if (before) await wakeWaiting(workspaceId, before.id)
  return await listBudgets(actor)
}

/** So many runs are told at once. */
const atOnce = 6

async function wakeWaiting(workspaceId: string, budgetId: string): Promise<void> {
  const db = getDatabase()
  const telling = { db, queue: await runQueue(), workspaceId, actor: reefActor }
  const waiting = await waitingOnBudget(db, workspaceId, budgetId)
  for (let start = 0; start < waiting.length; start += atOnce)
    await Promise.all(
      waiting.slice(start, start + atOnce).map(runId => tellLeniently(telling, runId, { type: 'resume' })),
    )
}
