/** Members of the actor's workspace in the database. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Role, role } from '../accounts/schema'
import { type Connection, getDatabase } from '../db/client'
import type { Member } from './schema'

const columns = {
  id: true,
  userId: true,
  role: true,
  createdAt: true,
  user: { select: { name: true, email: true } },
} as const

/** All members, in the order in which they joined. */
export async function listMembers(actor: Actor): Promise<Member[]> {
  requireCan(actor, 'member:read')
  const rows = await getDatabase().member.findMany({
    where: { workspaceId: actor.workspaceId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: columns,
  })
  return rows.map(toMember)
}

export async function findMember(actor: Actor, id: string, connection: Connection): Promise<Member | null> {
  requireCan(actor, 'member:read')
  const row = await connection.member.findFirst({
    where: { id, workspaceId: actor.workspaceId },
    select: columns,
  })
  return row ? toMember(row) : null
}

/** Makes changes to a workspace's members wait for each other, so that two cannot each remove the other's last owner. */
export async function lockMembers(actor: Actor, connection: Connection): Promise<void> {
  await connection.$executeRaw`select pg_advisory_xact_lock(hashtext(${`members of ${actor.workspaceId}`}))`
}

export async function countOwners(actor: Actor, connection: Connection): Promise<number> {
  return connection.member.count({ where: { workspaceId: actor.workspaceId, role: 'owner' } })
}

export async function setMemberRole(
  actor: Actor,
  id: string,
  newRole: Role,
  connection: Connection,
): Promise<void> {
  requireCan(actor, 'member:write')
  await connection.member.updateMany({
    where: { id, workspaceId: actor.workspaceId },
    data: { role: newRole },
  })
}

/** Removes the member with their tokens, and takes their sessions out of the workspace. */
export async function deleteMember(actor: Actor, member: Member, connection: Connection): Promise<void> {
  requireCan(actor, 'member:write')
  const { workspaceId } = actor
  await connection.member.deleteMany({ where: { id: member.id, workspaceId } })
  await connection.session.updateMany({
    where: { userId: member.userId, activeWorkspaceId: workspaceId },
    data: { activeWorkspaceId: null },
  })
}

interface MemberRow {
  id: string
  userId: string
  role: string
  createdAt: Date
  user: { name: string; email: string }
}

function toMember({ user, createdAt, ...row }: MemberRow): Member {
  return { ...row, ...user, role: role.parse(row.role), joinedAt: createdAt.toISOString() }
}
