/** Runs as people and tokens may read them: scoped by workspace, parsed into the shapes of the API. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, type Prisma } from '../db/client'
import { AppError, notFound } from '../http/errors'
import { assertPresent } from '../shared/assert'
import type { RunEvent } from './events'
import { knownStates } from './known-states'
import { placesOf } from './line/places'
import { readEvents } from './log/repository'
import type { RunState } from './run-state'
import type { RunDetail, RunFilter, RunList, RunSummary } from './schema'
import { summariseRun } from './summary'

type Row = Prisma.RunGetPayload<object>

/** Checks that the actor may read the run and that it is of their workspace. Returns its row. */
async function readableRun(actor: Actor, runId: string): Promise<Row & { task: { title: string } }> {
  requireCan(actor, 'run:read')
  const row = await getDatabase().run.findFirst({
    where: { id: runId, workspaceId: actor.workspaceId },
    include: { task: { select: { title: true } } },
  })
  if (!row) throw notFound('run')
  return row
}

/** Throws `not-found` for a run that the actor's workspace does not have. */
export async function requireRun(actor: Actor, runId: string): Promise<void> {
  await readableRun(actor, runId)
}

/** The row of a run, for a page that shows it. */
export async function readPageRun(actor: Actor, runId: string): Promise<RunSummary> {
  const row = await readableRun(actor, runId)
  return summariseRun(row, await placesOf(actor.workspaceId, [row]))
}

/** The run's state, folded from its log. */
export async function readRunState(actor: Actor, runId: string): Promise<RunState> {
  await readableRun(actor, runId)
  return assertPresent(await knownStates().load(getDatabase(), runId), 'log of the run')
}

export async function readRun(actor: Actor, runId: string): Promise<RunDetail> {
  const row = await readableRun(actor, runId)
  const state = assertPresent(await knownStates().load(getDatabase(), runId), 'log of the run')
  const { recipe } = state.created
  return {
    ...summariseRun(row, await placesOf(actor.workspaceId, [row])),
    taskTitle: row.task.title,
    instructions: state.created.instructions,
    recipe,
    budget: recipe.budget,
    limits: state.limits,
    plan: state.plan?.steps ?? null,
    checkRounds: state.checkRounds,
    endReason: state.end?.reason ?? null,
    result: state.end?.result ?? null,
    files: Object.entries(state.files)
      .map(([path, { hash, size }]) => ({ path, hash, size }))
      .sort((a, b) => a.path.localeCompare(b.path)),
  }
}

/** A page of the log after a cursor. A run that was set aside refuses with its reason, wherever the cursor stands. */
export async function readRunEvents(
  actor: Actor,
  runId: string,
  after: number,
  limit?: number,
): Promise<RunEvent[]> {
  const { status, waitingFor, reason } = await readableRun(actor, runId)
  if (status === 'waiting' && waitingFor === null)
    throw new AppError('refused', reason ?? 'This run is set aside.')
  return await readEvents(getDatabase(), runId, after, limit)
}

/** The whole log of a run. */
export async function readWholeLog(actor: Actor, runId: string): Promise<RunEvent[]> {
  await readableRun(actor, runId)
  const events: RunEvent[] = []
  for (;;) {
    const page = await readEvents(getDatabase(), runId, events.at(-1)?.seq ?? 0)
    events.push(...page)
    if (page.length < 5_000) return events
  }
}

export async function listRuns(actor: Actor, filter: RunFilter): Promise<RunList> {
  requireCan(actor, 'run:read')
  const { status, task, q, limit, before } = filter
  const matching = q ? await runsWith(actor.workspaceId, q) : undefined
  const rows = await getDatabase().run.findMany({
    where: {
      workspaceId: actor.workspaceId,
      ...(status ? { status } : {}),
      ...(task ? { taskId: task } : {}),
      AND: [before ? { id: { lt: before } } : {}, matching ? { id: { in: matching } } : {}],
    },
    include: { task: { select: { title: true } } },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  const places = await placesOf(actor.workspaceId, rows)
  const runs = rows.slice(0, limit).map(row => ({ ...summariseRun(row, places), taskTitle: row.task.title }))
  return { runs, next: rows.length > limit ? (runs.at(-1)?.id ?? null) : null }
}

async function runsWith(workspaceId: string, words: string): Promise<string[]> {
  const rows = await getDatabase().$queryRaw<{ runId: string }[]>`
    SELECT DISTINCT e."runId" FROM "Event" e JOIN "Run" r ON r."id" = e."runId"
    WHERE r."workspaceId" = ${workspaceId} AND e."text" IS NOT NULL
      AND to_tsvector('simple', e."text") @@ websearch_to_tsquery('simple', ${words})
    LIMIT 500`
  return rows.map(row => row.runId)
}

/** Of runs that are not over, those that only a person can move on. */
const waitsForSomebody = {
  OR: [{ status: 'paused' }, { status: 'waiting', waitingFor: { notIn: ['retry', 'child'] } }],
} satisfies Prisma.RunWhereInput

/** Runs that wait for a person, whoever started them; the oldest first. */
export async function listAskingRuns(actor: Actor): Promise<RunSummary[]> {
  requireCan(actor, 'run:read')
  const rows = await getDatabase().run.findMany({
    where: { workspaceId: actor.workspaceId, endedAt: null, ...waitsForSomebody, task: { archivedAt: null } },
    orderBy: { lastEventAt: 'asc' },
    take: 1_000,
  })
  return rows.map(row => summariseRun(row, new Map()))
}

export interface HeldRun {
  id: string
  /** `provider:model`, or empty while it has none. */
  model: string
  status: string
}

const held = {
  endedAt: null,
  scripted: false,
  OR: [{ model: '' }, { status: 'waiting', waitingFor: { in: ['model', 'credentials'] } }],
}

/** Every workspace in which a run is held. For Reef itself, which asks at a start. */
export async function workspacesWithHeldRuns(): Promise<string[]> {
  const rows = await getDatabase().run.findMany({
    where: held,
    distinct: ['workspaceId'],
    select: { workspaceId: true },
  })
  return rows.map(row => row.workspaceId)
}

/** Runs that have no model, or wait for one or for its key; oldest first. The demo's are never held. */
export async function listHeldRuns(actor: Actor): Promise<HeldRun[]> {
  requireCan(actor, 'run:read')
  return await getDatabase().run.findMany({
    where: { ...held, workspaceId: actor.workspaceId },
    select: { id: true, model: true, status: true },
    orderBy: { id: 'asc' },
  })
}

/** Row of a new run, before its first event. */
export async function insertRun(
  db: Connection,
  run: {
    id: string
    workspaceId: string
    taskId: string
    attempt: number
    agentName: string
    model: string
    scripted: boolean
    createdAt: Date
    forkedFromRunId?: string
    forkedAtStep?: number
  },
): Promise<void> {
  await db.run.create({ data: { ...run, lastEventAt: run.createdAt } })
}

/**
 * Holds the task and throws `refused` while a run of it, other than `except`, is under way: a task is worked at by one
 * run at a time, with whatever runs that one has started.
 */
export async function requireIdleTask(db: Connection, taskId: string, except?: string): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "Task" WHERE "id" = ${taskId} FOR UPDATE`
  const live = await db.run.findFirst({
    where: { taskId, parentRunId: null, endedAt: null, ...(except ? { id: { not: except } } : {}) },
    select: { id: true },
  })
  if (!live) return
  throw new AppError('refused', 'A run of this task is under way. Stop it first.', {
    refusal: 'run-under-way',
    runId: live.id,
  })
}

/** The next attempt's number of a task. Serialised by the lock on the task's row. */
export async function nextAttempt(db: Connection, taskId: string): Promise<number> {
  await db.$queryRaw`SELECT 1 FROM "Task" WHERE "id" = ${taskId} FOR UPDATE`
  const last = await db.run.aggregate({ where: { taskId }, _max: { attempt: true } })
  return (last._max.attempt ?? 0) + 1
}
