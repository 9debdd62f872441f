/** Tasks in the database, each with its newest run, scoped by the actor's workspace. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, type Prisma } from '../db/client'
import { blockerColumns, toBlocker } from '../dependencies/rows'
import { notFound } from '../http/errors'
import { placesOf } from '../runs/line/places'
import { summariseRun } from '../runs/summary'
import { addTotals } from '../runs/tree'
import {
  type Task,
  type TaskDetail,
  type TaskFilter,
  type TaskList,
  task,
  type UpdateTaskInput,
} from './schema'
import { type Team, teamsOf } from './teams/repository'

const shape = {
  runs: { where: { parentRunId: null }, orderBy: { attempt: 'desc' }, take: 1 },
  _count: { select: { runs: { where: { parentRunId: null } } } },
  blockers: { orderBy: { blockerId: 'asc' }, select: blockerColumns },
  wait: true,
} as const satisfies Prisma.TaskInclude

type Row = Prisma.TaskGetPayload<{ include: typeof shape }>

/** What a task's row does not hold itself. */
interface Names {
  /** Runs that wait for a person, by task. */
  agents: Map<string, string>
  owners: Map<string, string>
  /** By task and attempt. */
  teams: Map<string, Team>
  /** Where queued runs stand in line. */
  places: ReadonlyMap<string, number>
}

const teamKey = (of: { taskId: string; attempt: number }): string => `${of.taskId} ${of.attempt}`

function toTask(row: Row, names: Names): Task {
  const run = row.runs[0]
  const summary = run ? summariseRun(run, names.places) : null
  const team = run ? names.teams.get(teamKey(run)) : undefined
  return task.parse({
    ...row,
    ownerName: names.owners.get(row.ownerId ?? '') ?? null,
    agentName: names.agents.get(row.agentId ?? '') ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    run: summary,
    runCount: row._count.runs,
    blockedBy: row.blockers.map(toBlocker),
    startsWhenFree: row.wait !== null,
    notBefore: row.wait?.notBefore?.toISOString() ?? null,
    startProblem: row.wait?.problem ?? null,
    team: team && summary ? { ...team, usage: addTotals(summary.usage, team.usage) } : null,
  })
}

async function namesFor(db: Connection, workspaceId: string, rows: readonly Row[]): Promise<Names> {
  const [teams, places, agents, members] = await Promise.all([
    teamsOf(
      db,
      rows.map(row => row.id),
    ),
    placesOf(
      workspaceId,
      rows.flatMap(row => row.runs),
    ),
    db.agent.findMany({ where: { workspaceId }, select: { id: true, name: true } }),
    db.member.findMany({ where: { workspaceId }, select: { id: true, user: { select: { name: true } } } }),
  ])
  return {
    agents: new Map(agents.map(agent => [agent.id, agent.name])),
    owners: new Map(members.map(member => [member.id, member.user.name])),
    places,
    teams: new Map(teams.map(team => [teamKey(team), team])),
  }
}

export async function listTasks(actor: Actor, filter: TaskFilter): Promise<TaskList> {
  requireCan(actor, 'task:read')
  const { status, agent, q, archived, limit, before } = filter
  const db = getDatabase()
  const matching = q ? await tasksWith(actor.workspaceId, q) : undefined
  const rows = await db.task.findMany({
    where: {
      workspaceId: actor.workspaceId,
      archivedAt: archived ? { not: null } : null,
      ...(status ? { status } : {}),
      ...(agent ? { agentId: agent } : {}),
      AND: [before ? { id: { lt: before } } : {}, matching ? { id: { in: matching } } : {}],
    },
    include: shape,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  const names = await namesFor(db, actor.workspaceId, rows)
  const tasks = rows.slice(0, limit).map(row => toTask(row, names))
  return { tasks, next: rows.length > limit ? (tasks.at(-1)?.id ?? null) : null }
}

/** Tasks that may stand in the inbox: those named, and those whose result waits for a verdict. */
export async function listTasksOfInbox(actor: Actor, ids: readonly string[]): Promise<Task[]> {
  requireCan(actor, 'task:read')
  const db = getDatabase()
  const rows = await db.task.findMany({
    where: {
      workspaceId: actor.workspaceId,
      archivedAt: null,
      OR: [{ id: { in: [...ids] }, status: { in: ['active', 'review'] } }, { status: 'review' }],
    },
    include: shape,
    orderBy: { id: 'desc' },
    take: 1_000,
  })
  const names = await namesFor(db, actor.workspaceId, rows)
  return rows.map(row => toTask(row, names))
}

/** Tasks whose own words or whose transcripts hold the words. */
async function tasksWith(workspaceId: string, words: string): Promise<string[]> {
  const rows = await getDatabase().$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Task" WHERE "workspaceId" = ${workspaceId}
      AND to_tsvector('simple', "title" || ' ' || "instructions") @@ websearch_to_tsquery('simple', ${words})
    UNION
    SELECT r."taskId" FROM "Event" e JOIN "Run" r ON r."id" = e."runId"
    WHERE r."workspaceId" = ${workspaceId} AND e."text" IS NOT NULL
      AND to_tsvector('simple', e."text") @@ websearch_to_tsquery('simple', ${words})
    LIMIT 1000`
  return rows.map(row => row.id)
}

export async function readTask(actor: Actor, id: string): Promise<TaskDetail> {
  requireCan(actor, 'task:read')
  const db = getDatabase()
  const row = await db.task.findFirst({
    where: { id, workspaceId: actor.workspaceId },
    include: { ...shape, runs: { where: shape.runs.where, orderBy: { attempt: 'desc' } } },
  })
  if (!row) throw notFound('task')
  const names = await namesFor(db, actor.workspaceId, [row])
  return { ...toTask(row, names), runs: row.runs.map(run => summariseRun(run, names.places)) }
}

/** For the live stream: the tasks that these runs belong to; the stream has checked the reader. */
export async function readTasksOfRuns(workspaceId: string, runIds: readonly string[]): Promise<Task[]> {
  const db = getDatabase()
  const where = { workspaceId, runs: { some: { id: { in: [...runIds] } } } }
  const rows = await db.task.findMany({ where, include: shape })
  if (rows.length === 0) return []
  const names = await namesFor(db, workspaceId, rows)
  return rows.map(row => toTask(row, names))
}

export interface NewTask {
  id: string
  workspaceId: string
  title: string
  instructions: string
  status: 'backlog' | 'active'
  priority: number
  ownerId: string | null
  agentId: string
  model: string | null
  skills: string[]
  budget: Prisma.InputJsonObject
  checks?: Prisma.InputJsonValue
  limits?: Prisma.InputJsonObject
  fallbackModels?: string[]
  files: Prisma.InputJsonArray
  scripted: string | null
  batchId?: string | null
  planGate?: boolean
}

export async function insertTask(db: Connection, data: NewTask): Promise<void> {
  await db.task.create({ data })
}

/** The task has a new attempt: it is active again, whatever it was, and waits for nothing more. Returns its priority. */
export async function attachRun(db: Connection, taskId: string, runId: string): Promise<number> {
  await db.taskWait.deleteMany({ where: { taskId } })
  const data = { latestRunId: runId, status: 'active' }
  const { priority } = await db.task.update({ where: { id: taskId }, data, select: { priority: true } })
  return priority
}

export async function updateTask(actor: Actor, id: string, input: UpdateTaskInput): Promise<Task> {
  requireCan(actor, 'task:write')
  const { archived, blockedBy: _blockers, startWhenFree: _start, ...fields } = input
  const data = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const { count } = await getDatabase().task.updateMany({
    where: { id, workspaceId: actor.workspaceId },
    data: {
      ...data,
      ...(archived === undefined ? {} : { archivedAt: archived ? new Date() : null }),
      updatedAt: new Date(),
    },
  })
  if (count === 0) throw notFound('task')
  const { runs: _, ...changed } = await readTask(actor, id)
  return changed
}
