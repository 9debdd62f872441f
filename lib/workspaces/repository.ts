/** The actor's workspace, and the list of those its person belongs to. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { role } from '../accounts/schema'
import { announceBudgets } from '../budgets/news'
import { getDatabase } from '../db/client'
import type { ChangeWorkspaceInput, JoinedWorkspace, Workspace } from './schema'

const columns = { id: true, name: true, concurrency: true, timeZone: true, createdAt: true } as const

export async function readWorkspace(actor: Actor): Promise<Workspace> {
  requireCan(actor, 'workspace:read')
  const where = { id: actor.workspaceId }
  return toWorkspace(await getDatabase().workspace.findUniqueOrThrow({ where, select: columns }))
}

export async function changeWorkspace(actor: Actor, input: ChangeWorkspaceInput): Promise<Workspace> {
  requireCan(actor, 'workspace:write')
  const where = { id: actor.workspaceId }
  const data = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
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

function toWorkspace(row: Omit<Workspace, 'createdAt'> & { createdAt: Date }): Workspace {
  return { ...row, createdAt: row.createdAt.toISOString() }
}
