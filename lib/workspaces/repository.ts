/** The actor's workspace, and the list of those its person belongs to. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { role } from '../accounts/schema'
import { announceBudgets } from '../budgets/news'
import { getDatabase, type Prisma } from '../db/client'
import { fromCurrency, toCurrency } from './currency'
import type { ChangeWorkspaceInput, JoinedWorkspace, Workspace } from './schema'

const columns = {
  ...{ id: true, name: true, concurrency: true, timeZone: true, createdAt: true },
  ...{ currency: true, currencyMicros: true, currencyByName: true, currencyAt: true },
} as const

export async function readWorkspace(actor: Actor): Promise<Workspace> {
  requireCan(actor, 'workspace:read')
  const where = { id: actor.workspaceId }
  return toWorkspace(await getDatabase().workspace.findUniqueOrThrow({ where, select: columns }))
}

export async function changeWorkspace(actor: Actor, input: ChangeWorkspaceInput): Promise<Workspace> {
  requireCan(actor, 'workspace:write')
  const where = { id: actor.workspaceId }
  const { currency, ...rest } = input
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const chosen = currency
    ? { ...fromCurrency(currency), currencyByName: actor.name, currencyAt: new Date() }
    : {}
  const data = { ...plain, ...chosen }
  const changed = toWorkspace(await getDatabase().workspace.update({ where, data, select: columns }))
  if (input.timeZone !== undefined) await announceBudgets(actor.workspaceId)
  return changed
}

/** Every workspace of the person behind the actor; for a token only its own, because it can reach no other. */
export async function listWorkspaces(actor: Actor): Promise<JoinedWorkspace[]> {
  requireCan(actor, 'workspace:read')
  const rows = await getDatabase().member.findMany({
    where: actor.kind === 'person' ? { userId: actor.id } : { id: actor.memberId },
    orderBy: { createdAt: 'asc' },
    select: { role: true, workspace: { select: { id: true, name: true } } },
  })
  return rows.map(row => ({
    ...row.workspace,
    role: role.parse(row.role),
    isActive: row.workspace.id === actor.workspaceId,
  }))
}

function toWorkspace(row: Prisma.WorkspaceGetPayload<{ select: typeof columns }>): Workspace {
  const { id, name, concurrency, timeZone, currencyByName, currencyAt } = row
  return {
    ...{ id, name, concurrency, timeZone },
    currency: toCurrency(row),
    currencyChosen:
      currencyByName !== null && currencyAt ? { byName: currencyByName, at: currencyAt.toISOString() } : null,
    createdAt: row.createdAt.toISOString(),
  }
}
