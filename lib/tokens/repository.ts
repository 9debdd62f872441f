/** API tokens in the database: a hash, never the token. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { can, requireCan } from '../accounts/policy'
import { type Role, role } from '../accounts/schema'
import { type Connection, getDatabase } from '../db/client'
import type { TokenSummary } from './schema'

/** What a request with a token is checked against. */
export interface TokenRecord {
  id: string
  name: string
  role: Role
  workspaceId: string
  memberId: string
  /** The member's role now, which bounds the token's. */
  memberRole: Role
  lastUsedAt: Date | null
}

export interface NewToken {
  id: string
  workspaceId: string
  memberId: string
  name: string
  role: Role
  hash: string
  last4: string
  expiresAt: Date | null
}

const columns = {
  id: true,
  name: true,
  role: true,
  last4: true,
  memberId: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  member: { select: { user: { select: { name: true } } } },
} as const

/** The token with this hash if it works now: not revoked, not expired. One query, because every call makes it. */
export async function findWorkingToken(hash: string): Promise<TokenRecord | null> {
  const rows = await getDatabase().$queryRaw<TokenRecord[]>`
    select token.id, token.name, token.role, token."workspaceId", token."memberId", token."lastUsedAt",
           member.role as "memberRole"
      from "ApiToken" token join "Member" member on member.id = token."memberId"
     where token.hash = ${hash} and token."revokedAt" is null
       and (token."expiresAt" is null or token."expiresAt" > now() at time zone 'utc')`
  const row = rows[0]
  return row ? { ...row, role: role.parse(row.role), memberRole: role.parse(row.memberRole) } : null
}

/** Notes that the token was used. */
export async function markTokenUsed(id: string, at: Date): Promise<void> {
  await getDatabase().apiToken.updateMany({ where: { id }, data: { lastUsedAt: at } })
}

/** The working tokens that the actor may see: admins see the workspace's, others their own. Newest first. */
export async function listTokens(actor: Actor): Promise<TokenSummary[]> {
  requireCan(actor, 'token:write')
  const rows = await getDatabase().apiToken.findMany({
    where: { ...reach(actor), revokedAt: null },
    orderBy: { createdAt: 'desc' },
    select: columns,
  })
  return rows.map(toSummary)
}

/** Stores a token. The caller has decided that it may exist. */
export async function insertToken(
  token: NewToken,
  connection: Connection = getDatabase(),
): Promise<TokenSummary> {
  return toSummary(await connection.apiToken.create({ data: token, select: columns }))
}

/** When the token that acts expires; null when it does not. */
export async function findTokenExpiry(actor: Actor): Promise<Date | null> {
  const row = await getDatabase().apiToken.findFirst({
    where: { id: actor.id, workspaceId: actor.workspaceId },
    select: { expiresAt: true },
  })
  return row?.expiresAt ?? null
}

/** Ends a token that the actor may see. False when there is none such. */
export async function revokeToken(actor: Actor, id: string): Promise<boolean> {
  requireCan(actor, 'token:write')
  const { count } = await getDatabase().apiToken.updateMany({
    where: { ...reach(actor), id, revokedAt: null },
    data: { revokedAt: new Date() },
  })
  return count === 1
}

function reach(actor: Actor): { workspaceId: string; memberId?: string } {
  const { workspaceId, memberId } = actor
  return can(actor, 'member:write') ? { workspaceId } : { workspaceId, memberId }
}

interface TokenRow {
  id: string
  name: string
  role: string
  last4: string
  memberId: string
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
  member: { user: { name: string } }
}

function toSummary({ member, ...row }: TokenRow): TokenSummary {
  return {
    ...row,
    role: role.parse(row.role),
    memberName: member.user.name,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
