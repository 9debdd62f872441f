/** Users, sessions, the owner and the installation's own facts in the database. */
import 'server-only'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { type Connection, getDatabase } from '../db/client'
import { newId } from '../shared/id'
import { type Role, role } from './schema'

/** Where better-auth keeps its rows: our tables, through our client. */
export function authStorage(): ReturnType<typeof prismaAdapter> {
  return prismaAdapter(getDatabase(), { provider: 'postgresql', transaction: true })
}

export interface Membership {
  id: string
  workspaceId: string
  role: Role
}

/** The user's membership of one workspace. */
export async function findMembership(userId: string, workspaceId: string): Promise<Membership | null> {
  const row = await getDatabase().member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
    select: { id: true, workspaceId: true, role: true },
  })
  return row ? { ...row, role: role.parse(row.role) } : null
}

/** The workspace that a new session starts in: the one the user joined first. */
export async function findFirstWorkspaceId(userId: string): Promise<string | null> {
  const row = await getDatabase().member.findFirst({
    where: { userId },
    orderBy: { createdAt: 'asc' },
    select: { workspaceId: true },
  })
  return row?.workspaceId ?? null
}

/** The user and workspace behind a member. */
export async function findMemberProfile(memberId: string) {
  return getDatabase().member.findUnique({
    where: { id: memberId },
    select: {
      user: { select: { id: true, name: true, email: true } },
      workspace: { select: { id: true, name: true, currency: true, currencyMicros: true } },
    },
  })
}

export async function touchSession(id: string): Promise<void> {
  await getDatabase().session.updateMany({ where: { id }, data: { updatedAt: new Date() } })
}

export async function deleteSession(id: string): Promise<void> {
  await getDatabase().session.deleteMany({ where: { id } })
}

export async function deleteSessionsOfUser(
  userId: string,
  connection: Connection = getDatabase(),
): Promise<number> {
  return (await connection.session.deleteMany({ where: { userId } })).count
}

export async function setUserName(userId: string, name: string): Promise<void> {
  await getDatabase().user.update({ where: { id: userId }, data: { name } })
}

// ---- the owner

export interface Owner {
  userId: string
  memberId: string
  workspaceId: string
  /** Whether this owner can sign in. An owner that the command line made cannot until set-up is claimed. */
  hasPassword: boolean
}

/** The installation's first owner. */
export async function findOwner(connection: Connection = getDatabase()): Promise<Owner | null> {
  const row = await connection.member.findFirst({
    where: { role: 'owner' },
    orderBy: { createdAt: 'asc' },
    select: {
      id: true,
      userId: true,
      workspaceId: true,
      user: { select: { accounts: { where: { providerId: 'credential' }, select: { id: true } } } },
    },
  })
  if (!row) return null
  const { id, userId, workspaceId, user } = row
  return { memberId: id, userId, workspaceId, hasPassword: user.accounts.length > 0 }
}

/** Makes transactions that may create the owner wait for each other: there is one set-up, however many claim it. */
export async function lockSetup(connection: Connection): Promise<void> {
  await connection.$executeRaw`select pg_advisory_xact_lock(hashtext('reef set-up'))`
}

export async function insertUser(
  connection: Connection,
  user: { name: string; email: string },
): Promise<string> {
  const { id } = await connection.user.create({
    data: { id: newId('user'), name: user.name, email: user.email },
    select: { id: true },
  })
  return id
}

export async function updateUser(
  connection: Connection,
  id: string,
  user: { name: string; email: string },
): Promise<void> {
  await connection.user.update({ where: { id }, data: user })
}

/** Gives the user a password, in the form in which better-auth looks for it. */
export async function insertPassword(connection: Connection, userId: string, hash: string): Promise<void> {
  await connection.account.create({
    data: { id: crypto.randomUUID(), userId, accountId: userId, providerId: 'credential', password: hash },
  })
}

export async function insertWorkspace(connection: Connection, name: string): Promise<string> {
  const id = newId('workspace')
  await connection.workspace.create({ data: { id, name, slug: id } })
  return id
}

export async function insertMember(
  connection: Connection,
  member: { workspaceId: string; userId: string; role: Role },
): Promise<string> {
  const { id } = await connection.member.create({
    data: { id: newId('member'), ...member },
    select: { id: true },
  })
  return id
}

// ---- password links

const passwordLink = (hash: string) => `password-link:${hash}`

/** Stores a link's hash for the person with this address, in place of earlier ones. Null when there is nobody. */
export async function storePasswordLink(
  email: string,
  hash: string,
  expiresAt: Date,
): Promise<{ userId: string } | null> {
  const database = getDatabase()
  const user = await database.user.findUnique({ where: { email }, select: { id: true } })
  if (!user) return null
  const data = { id: crypto.randomUUID(), identifier: passwordLink(hash), value: user.id, expiresAt }
  await database.$transaction([
    database.verification.deleteMany({
      where: { value: user.id, identifier: { startsWith: passwordLink('') } },
    }),
    database.verification.create({ data }),
  ])
  return { userId: user.id }
}

/** Spends a link. Null when it is wrong, spent or expired. */
export async function spendPasswordLink(
  connection: Connection,
  hash: string,
): Promise<{ userId: string; email: string } | null> {
  const where = { identifier: passwordLink(hash), expiresAt: { gt: new Date() } }
  const row = await connection.verification.findFirst({ where, select: { id: true, value: true } })
  const { count } = await connection.verification.deleteMany({ where: { id: row?.id ?? '' } })
  if (!row || count !== 1) return null
  const user = await connection.user.findUnique({ where: { id: row.value }, select: { email: true } })
  return user ? { userId: row.value, email: user.email } : null
}

/** Sets the password in place of an earlier one, and ends every session. */
export async function replacePassword(connection: Connection, userId: string, hash: string): Promise<void> {
  await connection.account.deleteMany({ where: { userId, providerId: 'credential' } })
  await insertPassword(connection, userId, hash)
  await deleteSessionsOfUser(userId, connection)
}

// ---- the set-up token

const setupKey = 'setup-token'

/** Replaces the installation's one set-up token. */
export async function storeSetupToken(hash: string, expiresAt: Date): Promise<void> {
  const value = { hash, expiresAt: expiresAt.toISOString() }
  await getDatabase().installation.upsert({
    where: { key: setupKey },
    create: { key: setupKey, value },
    update: { value, at: new Date() },
  })
}

export async function readSetupToken(connection: Connection): Promise<unknown> {
  const row = await connection.installation.findUnique({ where: { key: setupKey }, select: { value: true } })
  return row?.value
}

export async function deleteSetupToken(connection: Connection): Promise<void> {
  await connection.installation.deleteMany({ where: { key: setupKey } })
}

// ---- throttle counters (better-auth's RateLimit table; `lastRequest` in milliseconds)

const forgetAfterMs = 24 * 60 * 60 * 1000

export interface AttemptLimits {
  free: number
  firstWaitSeconds: number
  longestWaitSeconds: number
}

/** Counts one attempt if it may be made now: 0; else counts nothing and returns the milliseconds to wait. */
export async function countAttempt(key: string, limits: AttemptLimits, now: number): Promise<number> {
  const database = getDatabase()
  const { free, firstWaitSeconds: first, longestWaitSeconds: longest } = limits
  const rows = await database.$queryRaw<unknown[]>`
    insert into "RateLimit" as counter (id, key, count, "lastRequest") values (${key}, ${key}, 1, ${now})
    on conflict (key) do update set "lastRequest" = ${now},
      count = case when ${now} - counter."lastRequest" > ${forgetAfterMs} then 1 else counter.count + 1 end
    where ${now} - counter."lastRequest" >= case when counter.count < ${free} then 0
      else least(${longest}, ${first} * power(2, least(counter.count - ${free}, 20))) * 1000 end
    returning 1`
  if (rows.length > 0) return 0
  const row = await database.rateLimit.findUnique({ where: { key } })
  if (!row) return 0
  const wait = Math.min(longest, first * 2 ** Math.min(row.count - free, 20)) * 1000
  return Math.max(1, Number(row.lastRequest) + wait - now)
}

export async function forgetAttempts(key: string): Promise<void> {
  await getDatabase().rateLimit.deleteMany({ where: { key } })
}

/** Counts one use of a window if there is room: 0; else returns the milliseconds until the window ends. */
export async function consumeWindow(
  key: string,
  limit: { max: number; seconds: number },
  now: number,
): Promise<number> {
  const database = getDatabase()
  const windowMs = limit.seconds * 1000
  const rows = await database.$queryRaw<{ count: number }[]>`
    insert into "RateLimit" as counter (id, key, count, "lastRequest") values (${key}, ${key}, 1, ${now})
    on conflict (key) do update set
      "lastRequest" = case when ${now} - counter."lastRequest" >= ${windowMs} then ${now} else counter."lastRequest" end,
      count = case when ${now} - counter."lastRequest" >= ${windowMs} then 1 else counter.count + 1 end
    where ${now} - counter."lastRequest" >= ${windowMs} or counter.count < ${limit.max}
    returning count`
  if (rows[0]?.count === 1) await forgetOldCounters(now)
  if (rows.length > 0) return 0
  const row = await database.rateLimit.findUnique({ where: { key } })
  return row ? Math.max(1, Number(row.lastRequest) + windowMs - now) : 0
}

async function forgetOldCounters(now: number): Promise<void> {
  await getDatabase().rateLimit.deleteMany({ where: { lastRequest: { lt: now - forgetAfterMs } } })
}
