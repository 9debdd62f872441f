/** Members in whose name work starts by itself, as they are now. */
import 'server-only'
import { type Role, role } from '../accounts/schema'
import { getDatabase } from '../db/client'
import type { Starter } from './schema'

/** The member's name and present role, or null when they have left. */
export async function findStarter({
  memberId,
  workspaceId,
}: Starter): Promise<{ name: string; role: Role } | null> {
  const row = await getDatabase().member.findFirst({
    where: { id: memberId, workspaceId },
    select: { role: true, user: { select: { name: true } } },
  })
  return row ? { name: row.user.name, role: role.parse(row.role) } : null
}
