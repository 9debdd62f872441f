/** Connects, changes, checks and removes tool servers. A server is visited before anything is stored. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { dropToolServer } from '../agents/repository'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { insertRule, removeRulesOfTools } from '../policy/repository'
import { announceProviders } from '../providers/news'
import { toolsOfServer } from '../runs/server-tool-names'
import { type ServerAccess, visitServer } from './mcp-client'
import {
  changeTools,
  deleteToolServer,
  getToolServer,
  insertToolServer,
  type KnownServer,
  keepCheck,
  openToolServer,
  type ServerCheck,
  updateToolServer,
} from './repository'
import { readContracts, sayOn } from './rules'
import type { CreateToolServerInput, SetToolsInput, ToolServerDetail, UpdateToolServerInput } from './schema'
import { detailOf } from './server-detail'
import { ServerProblem } from './server-problem'

/** A person waits for this. */
const listMs = 20_000

/**
 * Visits the server and stores it with its tools, all of them new: none can be used before a person allows it. Throws
 * `provider-problem` with the exact cause when it cannot be used. From then on its calls are asked about, by a rule.
 */
export async function connectToolServer(
  actor: Actor,
  input: CreateToolServerInput,
): Promise<ToolServerDetail> {
  requireCan(actor, 'tool-server:write')
  const { name, header } = input
  const access = { url: plainUrl(input.url), header, secret: headerValue(header, input.secret) }
  const check = required(await lookAt(name, access))
  const found = await inTransaction(async tx => {
    const inserted = await insertToolServer(tx, actor, { name, ...access }, check)
    const rule = { scope: 'workspace' as const, scopeId: null, effect: 'ask' as const, exceptionOf: null }
    const match = { on: 'any' as const, patterns: [] }
    await insertRule(actor, { ...rule, tool: toolsOfServer(name), match, note: '' }, { db: tx })
    return inserted
  })
  return await told(actor, found)
}

/** A new address or secret is tried before it is stored. A new host takes the old secret away. */
export async function changeToolServer(
  actor: Actor,
  id: string,
  input: UpdateToolServerInput,
): Promise<ToolServerDetail> {
  requireCan(actor, 'tool-server:write')
  const { server } = await getToolServer(actor, id)
  const before = await openToolServer(actor.workspaceId, id)
  const url = input.url === undefined ? server.url : plainUrl(input.url)
  const header = input.header ?? server.header ?? 'Authorization'
  const stays = originOf(url) === originOf(server.url) ? (before?.secret ?? null) : null
  const secret = input.secret === undefined ? stays : headerValue(header, input.secret ?? undefined)
  const access = { url, header, secret }
  const check = required(await lookAt(server.name, access))
  return await told(actor, await updateToolServer(actor, id, access, check))
}

/** Visits the server again. What has changed is off until a person allows it; what is wrong is kept beside it. */
export async function checkToolServer(actor: Actor, id: string): Promise<ToolServerDetail> {
  requireCan(actor, 'tool-server:write')
  const { server } = await getToolServer(actor, id)
  const access = await openToolServer(actor.workspaceId, id)
  if (!access) throw new AppError('not-found', 'There is no such tool server.')
  const check = await lookAt(server.name, access)
  const kept: ServerCheck = check.ok ? check : { ok: false, problem: check.problem.message }
  return detailOf(await keepCheck(actor.workspaceId, id, kept))
}

/** Turns tools on and off. Throws `conflict` when a contract is not the one that the person saw. */
export async function setTools(
  actor: Actor,
  id: string,
  { tools: words }: SetToolsInput,
): Promise<ToolServerDetail> {
  const found = await changeTools(actor, id, known => {
    const { tools, stale, unknown } = sayOn(known, words)
    if (unknown.length > 0) throw new AppError('invalid-input', `There is no tool named ${unknown[0]}.`)
    if (stale.length > 0)
      throw new AppError('conflict', `${stale[0]} has changed since you saw it. Look at it again.`)
    return tools
  })
  return detailOf(found)
}

/** Removes it with its secret, from agents and with the rules about it: a server of the same name begins anew. */
export async function removeToolServer(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'tool-server:write')
  const { server } = await getToolServer(actor, id)
  await inTransaction(async tx => {
    await deleteToolServer(tx, actor, id)
    await removeRulesOfTools(tx, actor, toolsOfServer(server.name))
    await dropToolServer(tx, actor.workspaceId, id)
  })
}

type Look = Extract<ServerCheck, { ok: true }> | { ok: false; problem: ServerProblem }

async function lookAt(name: string, access: ServerAccess): Promise<Look> {
  try {
    return await visitServer(access, { answerMs: listMs }, async connection => {
      const offered = await connection.listTools()
      const { contracts, note } = readContracts({ name, url: access.url }, offered)
      return { ok: true, title: connection.title, contracts, note }
    })
  } catch (error) {
    if (error instanceof ServerProblem) return { ok: false, problem: error }
    throw error
  }
}

function required(look: Look): Extract<ServerCheck, { ok: true }> {
  if (look.ok) return look
  const { code, message } = look.problem
  throw new AppError('provider-problem', message, { problem: code })
}

/** Workers redact the new secret from now on. */
async function told(actor: Actor, found: KnownServer): Promise<ToolServerDetail> {
  await announceProviders(actor.workspaceId)
  return detailOf(found)
}

/** A bare token in `Authorization` is a bearer token. */
function headerValue(header: string, secret: string | undefined): string | null {
  if (secret === undefined) return null
  return header.toLowerCase() === 'authorization' && !secret.includes(' ') ? `Bearer ${secret}` : secret
}

/** As it is stored and hashed; throws for what is no address. */
function plainUrl(text: string): string {
  const written = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
  if (!URL.canParse(written))
    throw new AppError('provider-problem', 'The address is not a URL.', { problem: 'address' })
  const url = new URL(written)
  url.hash = ''
  return url.href
}

function originOf(url: string): string {
  return new URL(url).origin
}
