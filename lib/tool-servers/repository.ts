/** Tool servers in the database, scoped by workspace. The secret is sealed here and opened here, and leaves only to call. */
import 'server-only'
import { z } from 'zod'
import type { Actor } from '../accounts/actor'
import { can, requireCan } from '../accounts/policy'
import { type Connection, getDatabase, Prisma } from '../db/client'
import { AppError, notFound } from '../http/errors'
import { encryptionKey } from '../providers/encryption-key'
import { openSecret, sealSecret } from '../providers/secrets'
import { tokensOf } from '../runs/context-size'
import { newId } from '../shared/id'
import type { ServerAccess } from './mcp-client'
import { mergeTools, stateOf } from './rules'
import { type KnownTool, knownTool, type ToolContract, type ToolServer, toolServer } from './schema'

type Row = Prisma.ToolServerGetPayload<object>

/** A server with its tools as they are kept. */
export interface KnownServer {
  server: ToolServer
  tools: KnownTool[]
}

/** What a visit has shown: the tools, or what is wrong. */
export type ServerCheck =
  | { ok: true; title: string; contracts: ToolContract[]; note: string | null }
  | { ok: false; problem: string }

export interface ServerFields {
  name: string
  url: string
  header: string
  secret: string | null
}

export async function listToolServers(actor: Actor): Promise<ToolServer[]> {
  requireCan(actor, 'tool-server:read')
  const { workspaceId } = actor
  const rows = await getDatabase().toolServer.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } })
  return rows.map(row => shownTo(actor, known(row).server))
}

/** Some services want a key in the address itself: those who cannot change it do not see that part. */
function shownTo(actor: Actor, server: ToolServer): ToolServer {
  return can(actor, 'tool-server:write') ? server : { ...server, url: server.url.replace(/\?.*$/, '') }
}

export async function getToolServer(actor: Actor, id: string): Promise<KnownServer> {
  requireCan(actor, 'tool-server:read')
  const found = await findToolServer(getDatabase(), actor.workspaceId, id)
  if (!found) throw notFound('tool server')
  return { ...found, server: shownTo(actor, found.server) }
}

/** For the engine, which acts for a workspace; null when it is gone. */
export async function findToolServer(
  db: Connection,
  workspaceId: string,
  id: string,
): Promise<KnownServer | null> {
  const row = await db.toolServer.findFirst({ where: { id, workspaceId } })
  return row && known(row)
}

/** Those of the ids that there are, by name. */
export async function findToolServers(
  db: Connection,
  workspaceId: string,
  ids: readonly string[],
): Promise<KnownServer[]> {
  const where = { workspaceId, id: { in: [...ids] } }
  const rows = await db.toolServer.findMany({ where, orderBy: { name: 'asc' } })
  return rows.map(known)
}

/** Throws `conflict` when the name is taken. */
export async function insertToolServer(
  db: Connection,
  actor: Actor,
  { name, url, header, secret }: ServerFields,
  check: Extract<ServerCheck, { ok: true }>,
): Promise<KnownServer> {
  requireCan(actor, 'tool-server:write')
  const { workspaceId } = actor
  const id = newId('server')
  const data = { id, workspaceId, name, url, createdByName: actor.name, ...checked(check, []) }
  try {
    return known(
      await db.toolServer.create({ data: { ...data, ...(await sealed(workspaceId, id, header, secret)) } }),
    )
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error
    throw new AppError('conflict', `There is already a tool server named ${name}.`)
  }
}

/** Changes address and secret with what the visit there has shown. */
export async function updateToolServer(
  actor: Actor,
  id: string,
  { url, header, secret }: Omit<ServerFields, 'name'>,
  check: Extract<ServerCheck, { ok: true }>,
): Promise<KnownServer> {
  requireCan(actor, 'tool-server:write')
  const { workspaceId } = actor
  const access = { url, ...(await sealed(workspaceId, id, header, secret)) }
  return await change(workspaceId, id, tools => ({ ...access, ...checked(check, tools) }))
}

/** Keeps what a visit has shown; after a failed one the tools stay as they were. */
export async function keepCheck(workspaceId: string, id: string, check: ServerCheck): Promise<KnownServer> {
  return await change(workspaceId, id, tools => checked(check, tools))
}

/** Changes what people say of the tools. `say` sees them as they are, with nobody else at it. */
export async function changeTools(
  actor: Actor,
  id: string,
  say: (tools: KnownTool[]) => KnownTool[],
): Promise<KnownServer> {
  requireCan(actor, 'tool-server:write')
  return await change(actor.workspaceId, id, tools => ({ tools: say(tools) }))
}

export async function deleteToolServer(db: Connection, actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'tool-server:write')
  const { count } = await db.toolServer.deleteMany({ where: { id, workspaceId: actor.workspaceId } })
  if (count === 0) throw notFound('tool server')
}

/** What is needed to call a server; null when it is gone. Never shown. */
export async function openToolServer(workspaceId: string, id: string): Promise<ServerAccess | null> {
  const row = await getDatabase().toolServer.findFirst({ where: { id, workspaceId } })
  return row && (await accessOf(row))
}

/** The secrets of a workspace's servers: what redaction must know. */
export async function toolServerSecrets(workspaceId: string): Promise<string[]> {
  const rows = await getDatabase().toolServer.findMany({ where: { workspaceId, secret: { not: null } } })
  const secrets = (await Promise.all(rows.map(accessOf))).flatMap(({ secret }) => secret ?? [])
  // "Bearer x": x alone is as secret.
  return [...secrets, ...secrets.flatMap(secret => secret.split(' ').slice(1))]
}

async function accessOf({ id, workspaceId, url, header, secret }: Row): Promise<ServerAccess> {
  const opened = secret === null ? null : openSecret(secret, placeOf(workspaceId, id), await encryptionKey())
  return { url, header, secret: opened }
}

async function sealed(workspaceId: string, id: string, header: string, secret: string | null) {
  if (secret === null) return { header: null, secret: null, last4: null }
  const box = sealSecret(secret, placeOf(workspaceId, id), await encryptionKey())
  return { header, secret: box, last4: secret.length >= 12 ? secret.slice(-4) : null }
}

function placeOf(workspaceId: string, recordId: string) {
  return { workspaceId, recordId, field: 'secret' }
}

/** One after the other: a worker may look at a server while a person changes it. */
async function change(
  workspaceId: string,
  id: string,
  how: (tools: KnownTool[]) => Prisma.ToolServerUpdateInput,
): Promise<KnownServer> {
  return await getDatabase().$transaction(async tx => {
    const [row] = await tx.$queryRaw<{ tools: unknown }[]>`
      SELECT "tools" FROM "ToolServer" WHERE "id" = ${id} AND "workspaceId" = ${workspaceId} FOR UPDATE`
    if (!row) throw notFound('tool server')
    const data = how(z.array(knownTool).parse(row.tools))
    return known(await tx.toolServer.update({ where: { id, workspaceId }, data }))
  })
}

function checked(check: ServerCheck, tools: readonly KnownTool[]) {
  const checkedAt = new Date()
  if (!check.ok) return { status: 'failing', problem: check.problem, checkedAt }
  const { title, contracts, note } = check
  return { status: 'working', problem: note, title, tools: mergeTools(tools, contracts), checkedAt }
}

function known(row: Row): KnownServer {
  const tools = z.array(knownTool).parse(row.tools)
  const counts = { on: 0, off: 0, new: 0, changed: 0 }
  for (const tool of tools) counts[stateOf(tool)] += 1
  const server = toolServer.parse({
    ...row,
    tools: counts,
    tokens: tools.reduce((sum, tool) => sum + (stateOf(tool) === 'on' ? tokensOfContract(tool) : 0), 0),
    checkedAt: row.checkedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  })
  return { server, tools }
}

/** About how many tokens a contract takes where it is listed. */
export function tokensOfContract({
  fullName,
  description,
  inputSchema,
}: Pick<ToolContract, 'fullName' | 'description' | 'inputSchema'>): number {
  return tokensOf(JSON.stringify({ name: fullName, description, inputSchema }).length)
}
