/** Invitations in the database. `status` has better-auth's words: pending, accepted, canceled. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Role, role } from '../accounts/schema'
import { type Connection, getDatabase } from '../db/client'
import { newId } from '../shared/id'
import type { Invitation } from './schema'

const columns = {
  id: true,
  email: true,
  role: true,
  createdAt: true,
  expiresAt: true,
  inviter: { select: { name: true } },
} as const

/** Invitations that can still be accepted, newest first. */
export async function listInvitations(actor: Actor): Promise<Invitation[]> {
  requireCan(actor, 'member:write')
  const rows = await getDatabase().invitation.findMany({
    where: { workspaceId: actor.workspaceId, status: 'pending', expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'desc' },
    select: columns,
  })
  return rows.map(toInvitation)
}

export async function isMember(actor: Actor, email: string, connection: Connection): Promise<boolean> {
  const where = { workspaceId: actor.workspaceId, user: { email } }
  return (await connection.member.count({ where })) > 0
}

/** Stores an invitation from the person behind the actor, in place of earlier ones to the same address. */
export async function replaceInvitation(
  actor: Actor,
  input: { email: string; role: Role; expiresAt: Date },
  connection: Connection,
): Promise<Invitation> {
  requireCan(actor, 'member:write')
  const { workspaceId, memberId } = actor
  await connection.invitation.updateMany({
    where: { workspaceId, email: input.email, status: 'pending' },
    data: { status: 'canceled' },
  })
  const { userId } = await connection.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { userId: true },
  })
  const data = { id: newId('invitation'), workspaceId, inviterId: userId, status: 'pending', ...input }
  return toInvitation(await connection.invitation.create({ data, select: columns }))
}

/** Withdraws an open invitation. False when there is none such. */
export async function withdrawInvitation(actor: Actor, id: string): Promise<boolean> {
  requireCan(actor, 'member:write')
  const { count } = await getDatabase().invitation.updateMany({
    where: { id, workspaceId: actor.workspaceId, status: 'pending' },
    data: { status: 'canceled' },
  })
  return count === 1
}

export interface InvitationRecord extends Invitation {
  status: string
  workspaceId: string
  workspaceName: string
  /** The account with the invited address, if there is one. */
  userId: string | null
}

/** An invitation for whoever holds its link: there is no actor yet, the caller has checked the link's secret. */
export async function findInvitation(id: string): Promise<InvitationRecord | null> {
  const row = await getDatabase().invitation.findUnique({
    where: { id },
    select: { ...columns, status: true, workspaceId: true, workspace: { select: { name: true } } },
  })
  if (!row) return null
  const user = await getDatabase().user.findUnique({ where: { email: row.email }, select: { id: true } })
  const { status, workspaceId, workspace } = row
  return {
    ...toInvitation(row),
    status,
    workspaceId,
    workspaceName: workspace.name,
    userId: user?.id ?? null,
  }
}

/** Spends an open invitation. False when somebody was faster. */
export async function spendInvitation(connection: Connection, id: string): Promise<boolean> {
  const { count } = await connection.invitation.updateMany({
    where: { id, status: 'pending', expiresAt: { gt: new Date() } },
    data: { status: 'accepted' },
  })
  return count === 1
}

interface InvitationRow {
  id: string
  email: string
  role: string | null
  createdAt: Date
  expiresAt: Date
  inviter: { name: string }
}

function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: role.parse(row.role),
    inviterName: row.inviter.name,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }
}
