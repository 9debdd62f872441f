/** Policy rules in the database, scoped by the actor's workspace; and the calls of the last runs, to try rules on. */
import 'server-only'
import { z } from 'zod'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, type Prisma } from '../db/client'
import { AppError, notFound } from '../http/errors'
import { unwrapped, useToolName } from '../runs/meant-call'
import { newId } from '../shared/id'
import type { Json } from '../shared/json'
import { type CreateRuleInput, type PolicyRule, policyRule, type RuleList } from './schema'

type Row = Prisma.PolicyRuleGetPayload<object>

/** Whose calls are judged. */
export interface PolicyPlace {
  workspaceId: string
  agentId: string | null
  taskId: string | null
}

function toRule({ exceptionOfId, createdAt, ...row }: Row): PolicyRule {
  return policyRule.parse({ ...row, exceptionOf: exceptionOfId, createdAt: createdAt.toISOString() })
}

/** The rules that hold for the calls of a run, as they are now. */
export async function rulesFor(db: Connection, place: PolicyPlace): Promise<PolicyRule[]> {
  const { workspaceId, agentId, taskId } = place
  const rows = await db.policyRule.findMany({
    where: {
      workspaceId,
      OR: [
        { scope: 'workspace' },
        ...(agentId ? [{ scope: 'agent', scopeId: agentId }] : []),
        ...(taskId ? [{ scope: 'task', scopeId: taskId }] : []),
      ],
    },
    orderBy: { id: 'asc' },
  })
  return rows.map(toRule)
}

export async function listRules(actor: Actor): Promise<RuleList> {
  requireCan(actor, 'policy:read')
  const { workspaceId } = actor
  const db = getDatabase()
  const rows = await db.policyRule.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } })
  const ids = rows.flatMap(row => row.scopeId ?? [])
  const [agents, tasks] = await Promise.all([
    db.agent.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true, name: true } }),
    db.task.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true, title: true } }),
  ])
  const names = new Map([
    ...agents.map(({ id, name }) => [id, name] as const),
    ...tasks.map(({ id, title }) => [id, title] as const),
  ])
  return { rules: rows.map(row => ({ ...toRule(row), scopeName: names.get(row.scopeId ?? '') ?? null })) }
}

/** Throws `not-found` for a scope or a rule that there is not, `invalid-input` for an exception from an exception. */
export async function insertRule(
  actor: Actor,
  input: CreateRuleInput,
  { db = getDatabase(), id = newId('rule') }: { db?: Connection; id?: string } = {},
): Promise<PolicyRule> {
  requireCan(actor, 'policy:write')
  const { workspaceId } = actor
  const { exceptionOf, match, ...plain } = input
  const place = exceptionOf
    ? await placeOfException(db, workspaceId, exceptionOf)
    : await knownPlace(db, workspaceId, input)
  const data = { id, workspaceId, ...plain, ...place, match, createdByName: actor.name }
  return toRule(await db.policyRule.create({ data: { ...data, exceptionOfId: exceptionOf } }))
}

/** An exception stands where its rule stands: at a narrower place it would widen what a wider one allows. */
async function placeOfException(db: Connection, workspaceId: string, id: string) {
  const rule = await db.policyRule.findFirst({ where: { id, workspaceId } })
  if (!rule) throw notFound('rule')
  if (rule.exceptionOfId)
    throw new AppError('invalid-input', 'An exception has no exceptions. Make one from its rule.')
  return { scope: rule.scope, scopeId: rule.scopeId }
}

async function knownPlace(db: Connection, workspaceId: string, { scope, scopeId }: CreateRuleInput) {
  if (scope === 'workspace') return { scope, scopeId: null }
  const where = { id: scopeId ?? '', workspaceId }
  const count = scope === 'agent' ? await db.agent.count({ where }) : await db.task.count({ where })
  if (count === 0) throw notFound(scope)
  return { scope, scopeId }
}

/** Removes a rule with its exceptions. */
export async function removeRule(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'policy:write')
  const { count } = await getDatabase().policyRule.deleteMany({
    where: { id, workspaceId: actor.workspaceId },
  })
  if (count === 0) throw notFound('rule')
}

/**
 * Removes the rule that asks about these tools (a pattern such as `mcp__name__*`) with its exceptions, and exceptions
 * that other rules have for them.
 */
export async function removeRulesOfTools(db: Connection, actor: Actor, tools: string): Promise<void> {
  requireCan(actor, 'policy:write')
  const { workspaceId } = actor
  const prefix = tools.replace(/\*$/, '')
  await db.policyRule.deleteMany({ where: { workspaceId, tool: tools, effect: 'ask' } })
  await db.policyRule.deleteMany({ where: { workspaceId, tool: { startsWith: prefix }, effect: 'allow' } })
}

/** A call that an agent has made. */
export interface RecentCall {
  runId: string
  taskId: string
  taskTitle: string
  name: string
  input: Json
}

const lastRuns = 50
const lastAnswers = 500

const callsOf = z.object({
  parts: z.array(z.looseObject({ type: z.string(), name: z.string().optional(), input: z.unknown() })),
})

function meantBy(name: string, input: Json): { name: string; input: Json } {
  const meant = name === useToolName ? unwrapped(input) : null
  return meant ? { name: meant.name, input: meant.input } : { name, input }
}

/** The calls of the last runs, newest first. */
export async function recentCalls(actor: Actor): Promise<RecentCall[]> {
  requireCan(actor, 'policy:read')
  const db = getDatabase()
  const runs = await db.run.findMany({
    where: { workspaceId: actor.workspaceId },
    orderBy: { createdAt: 'desc' },
    take: lastRuns,
    select: { id: true, taskId: true, task: { select: { title: true } } },
  })
  const byId = new Map(runs.map(run => [run.id, run]))
  const events = await db.event.findMany({
    where: { runId: { in: [...byId.keys()] }, type: 'model-replied' },
    orderBy: [{ at: 'desc' }, { seq: 'desc' }],
    take: lastAnswers,
    select: { runId: true, data: true },
  })
  return events.flatMap(({ runId, data }) => {
    const run = byId.get(runId)
    const parsed = callsOf.safeParse(data)
    if (!run || !parsed.success) return []
    return parsed.data.parts.flatMap(({ type, name, input }) =>
      type === 'tool-call' && name
        ? [{ runId, taskId: run.taskId, taskTitle: run.task.title, ...meantBy(name, input as Json) }]
        : [],
    )
  })
}
