/** Agents in the database, scoped by the actor's workspace. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, Prisma } from '../db/client'
import { AppError, notFound } from '../http/errors'
import { newId } from '../shared/id'
import { defaultAgent } from './default-agent'
import {
  type Agent,
  type AgentRoles,
  agent,
  agentRoles,
  type CreateAgentInput,
  type UpdateAgentInput,
} from './schema'

type Row = Prisma.AgentGetPayload<object>

function toAgent(row: Row): Agent {
  return agent.parse({
    ...row,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archived: row.archivedAt !== null,
  })
}

export async function listAgents(actor: Actor): Promise<Agent[]> {
  requireCan(actor, 'agent:read')
  const rows = await getDatabase().agent.findMany({
    where: { workspaceId: actor.workspaceId, archivedAt: null },
    orderBy: [{ isDefault: 'desc' }, { name: 'asc' }],
  })
  return rows.map(toAgent)
}

export async function getAgent(actor: Actor, id: string): Promise<Agent> {
  requireCan(actor, 'agent:read')
  const row = await getDatabase().agent.findFirst({ where: { id, workspaceId: actor.workspaceId } })
  if (!row) throw notFound('agent')
  return toAgent(row)
}

/** Finds an agent by id or name; the workspace's default one when nothing is named. */
export async function chooseAgent(
  db: Connection,
  workspaceId: string,
  idOrName: string | undefined,
): Promise<Agent> {
  const named = idOrName === undefined ? { isDefault: true } : { OR: [{ id: idOrName }, { name: idOrName }] }
  const row = await db.agent.findFirst({ where: { workspaceId, archivedAt: null, ...named } })
  if (!row) throw new AppError('invalid-input', `There is no agent named ${idOrName ?? '(default)'}.`)
  return toAgent(row)
}

/** Agents that one run's line of the prompt can name. */
const mostNamed = 20
const lineCharacters = 160

/** The agents that another one can hand work to, by name: all but itself. */
export async function teamOf(
  db: Connection,
  workspaceId: string,
  exceptId: string | null,
): Promise<{ name: string; description: string }[]> {
  const rows = await db.agent.findMany({
    where: { workspaceId, archivedAt: null, ...(exceptId === null ? {} : { id: { not: exceptId } }) },
    select: { name: true, description: true },
    orderBy: { name: 'asc' },
    take: mostNamed,
  })
  return rows.map(({ name, description }) => ({ name, description: description.slice(0, lineCharacters) }))
}

/** The model of the workspace's default agent: what runs get that name none. */
export async function defaultAgentModel(workspaceId: string): Promise<string | null> {
  const where = { workspaceId, archivedAt: null, isDefault: true }
  const row = await getDatabase().agent.findFirst({ where, select: { model: true } })
  return row?.model ?? null
}

/** Models and efforts by role of the workspace's default agent: what agents get that say nothing. */
export async function defaultAgentRoles(workspaceId: string): Promise<AgentRoles> {
  const where = { workspaceId, archivedAt: null, isDefault: true }
  const row = await getDatabase().agent.findFirst({ where, select: { roles: true } })
  return agentRoles.parse(row?.roles ?? {})
}

export async function createAgent(actor: Actor, input: CreateAgentInput): Promise<Agent> {
  requireCan(actor, 'agent:write')
  await requireToolServers(actor, input.toolServers)
  return await refuseDuplicate(input.name, async () => {
    const data = { id: newId('agent'), workspaceId: actor.workspaceId, ...columns(input), ...required(input) }
    return toAgent(await getDatabase().agent.create({ data }))
  })
}

export async function updateAgent(actor: Actor, id: string, input: UpdateAgentInput): Promise<Agent> {
  requireCan(actor, 'agent:write')
  await getAgent(actor, id)
  await requireToolServers(actor, input.toolServers)
  return await refuseDuplicate(input.name, async () => {
    const row = await getDatabase().$transaction(async tx => {
      if (input.isDefault) {
        await tx.agent.updateMany({ where: { workspaceId: actor.workspaceId }, data: { isDefault: false } })
      }
      return await tx.agent.update({ where: { id, workspaceId: actor.workspaceId }, data: columns(input) })
    })
    return toAgent(row)
  })
}

/** Archives: runs keep their frozen recipe, and the name becomes free. The default agent stays. */
export async function archiveAgent(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'agent:write')
  const found = await getAgent(actor, id)
  if (found.isDefault)
    throw new AppError('refused', 'The default agent cannot be removed. Make another one the default first.')
  await getDatabase().agent.update({
    where: { id, workspaceId: actor.workspaceId },
    data: { archivedAt: new Date(), name: `${found.name} (archived ${id.slice(-6)})` },
  })
}

/** A tool server is gone: no agent names it any more. */
export async function dropToolServer(db: Connection, workspaceId: string, serverId: string): Promise<void> {
  const rows = await db.agent.findMany({
    where: { workspaceId, toolServers: { array_contains: [serverId] } },
    select: { id: true, toolServers: true },
  })
  for (const { id, toolServers } of rows) {
    const left = Array.isArray(toolServers) ? toolServers.filter(one => one !== serverId) : []
    await db.agent.update({ where: { id, workspaceId }, data: { toolServers: left } })
  }
}

/** Seed of a new workspace: its default agent. */
export async function installDefaultAgent(db: Connection, workspaceId: string): Promise<void> {
  const data = {
    id: newId('agent'),
    workspaceId,
    isDefault: true,
    ...columns(defaultAgent),
    ...required(defaultAgent),
  }
  await db.agent.create({ data })
}

/** Throws `invalid-input` for a server that the workspace has not. */
async function requireToolServers(actor: Actor, ids: readonly string[] | undefined): Promise<void> {
  if (!ids || ids.length === 0) return
  const where = { workspaceId: actor.workspaceId, id: { in: [...ids] } }
  if ((await getDatabase().toolServer.count({ where })) < new Set(ids).size)
    throw new AppError('invalid-input', 'There is no such tool server.')
}

function required(input: CreateAgentInput): { name: string; instructions: string } {
  return { name: input.name, instructions: input.instructions }
}

function columns(input: UpdateAgentInput) {
  const { tools, skills, limits, toolServers, ...plain } = input
  return {
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(tools ? { tools: [...new Set(tools)].sort() } : {}),
    ...(skills === undefined ? {} : { skills: skills ?? Prisma.JsonNull }),
    ...(limits ? { limits } : {}),
    ...(toolServers ? { toolServers: [...new Set(toolServers)].sort() } : {}),
  }
}

async function refuseDuplicate<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error
    throw new AppError('conflict', `There is an agent named ${name ?? ''} already.`)
  }
}
