/** Schedules and what they have started, in the database, scoped by the actor's workspace. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, type Prisma } from '../db/client'
import { notFound } from '../http/errors'
import type { Starter } from '../starts/schema'
import { tellChanged } from '../workspaces/tell-changed'
import { nextFires } from './next-fires'
import type { DueFire } from './rules'
import { type FireKind, type MissedFires, type Schedule, schedule, type Timing, timing } from './schema'

const shownFires = 20
const shape = {
  fires: { orderBy: { firesAt: 'desc' }, take: shownFires },
} as const satisfies Prisma.ScheduleInclude

type Row = Prisma.ScheduleGetPayload<{ include: typeof shape }>

export async function listSchedules(actor: Actor): Promise<Schedule[]> {
  requireCan(actor, 'schedule:read')
  const where = { workspaceId: actor.workspaceId }
  const rows = await getDatabase().schedule.findMany({ where, include: shape, orderBy: { name: 'asc' } })
  return await toSchedules(actor.workspaceId, rows)
}

export async function readSchedule(actor: Actor, id: string): Promise<Schedule> {
  requireCan(actor, 'schedule:read')
  const where = { id, workspaceId: actor.workspaceId }
  const row = await getDatabase().schedule.findFirst({ where, include: shape })
  const [found] = row ? await toSchedules(actor.workspaceId, [row]) : []
  if (!found) throw notFound('schedule')
  return found
}

async function toSchedules(workspaceId: string, rows: Row[]): Promise<Schedule[]> {
  const db = getDatabase()
  const taskIds = rows.flatMap(row => row.fires.flatMap(fire => fire.taskId ?? []))
  const [tasks, members] = await Promise.all([
    db.task.findMany({ where: { workspaceId, id: { in: taskIds } }, select: { id: true, title: true } }),
    db.member.findMany({ where: { workspaceId }, select: { id: true, user: { select: { name: true } } } }),
  ])
  const titles = new Map(tasks.map(task => [task.id, task.title]))
  const owners = new Map(members.map(member => [member.id, member.user.name]))
  return rows.map(row =>
    schedule.parse({
      ...row,
      ownerName: owners.get(row.memberId) ?? null,
      next: upcoming(row).map(time => time.toISOString()),
      createdAt: row.createdAt.toISOString(),
      fires: row.fires.map(fire => ({
        ...fire,
        firesAt: fire.firesAt.toISOString(),
        at: fire.at.toISOString(),
        taskTitle: titles.get(fire.taskId ?? '') ?? null,
      })),
    }),
  )
}

function upcoming(row: Row): Date[] {
  if (row.paused || !row.nextAt) return []
  return [row.nextAt, ...nextFires(timing.parse(row.timing), row.nextAt, 4)]
}

export interface ScheduleFields {
  name?: string
  timing?: Timing
  missed?: MissedFires
  work?: Prisma.InputJsonObject
  paused?: boolean
  nextAt?: Date | null
  problem?: string | null
  memberId?: string
  role?: string
}

export async function insertSchedule(
  row: Required<Omit<ScheduleFields, 'problem'>> & { id: string; workspaceId: string },
): Promise<void> {
  await getDatabase().schedule.create({ data: row })
}

export async function changeScheduleRow(actor: Actor, id: string, fields: ScheduleFields): Promise<void> {
  requireCan(actor, 'schedule:write')
  const where = { id, workspaceId: actor.workspaceId }
  const { count } = await getDatabase().schedule.updateMany({ where, data: fields })
  if (count === 0) throw notFound('schedule')
}

/** Its tasks stay. */
export async function deleteSchedule(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'schedule:write')
  const where = { id, workspaceId: actor.workspaceId }
  if ((await getDatabase().schedule.deleteMany({ where })).count === 0) throw notFound('schedule')
  tellChanged(actor.workspaceId, 'schedules')
}

/** Schedules whose moment has come, of all workspaces. */
export async function dueSchedules(now: Date, limit: number): Promise<string[]> {
  const rows = await getDatabase().schedule.findMany({
    where: { paused: false, nextAt: { lte: now } },
    orderBy: { nextAt: 'asc' },
    select: { id: true },
    take: limit,
  })
  return rows.map(row => row.id)
}

export interface TakenSchedule extends Starter {
  id: string
  name: string
  timing: unknown
  missed: string
  work: unknown
  nextAt: Date
}

/** Holds a due schedule for this transaction; null when another worker holds it or its moment has passed on. */
export async function takeDue(tx: Connection, id: string, now: Date): Promise<TakenSchedule | null> {
  const rows = await tx.$queryRaw<TakenSchedule[]>`
    SELECT "id", "workspaceId", "name", "timing", "missed", "work", "memberId", "role", "nextAt" FROM "Schedule"
    WHERE "id" = ${id} AND NOT "paused" AND "nextAt" <= ${now}::timestamp(3) FOR UPDATE SKIP LOCKED`
  return rows[0] ?? null
}

/** Writes a moment down. False when it was written before: then it must not start anything. */
export async function claimFire(
  tx: Connection,
  scheduleId: string,
  fire: Omit<DueFire, 'kind'> & { kind: FireKind },
): Promise<boolean> {
  const data = [{ scheduleId, firesAt: new Date(fire.firesAt), kind: fire.kind }]
  return (await tx.scheduleFire.createMany({ data, skipDuplicates: true })).count === 1
}

/** What came of a moment. */
export async function noteFire(
  tx: Connection,
  scheduleId: string,
  firesAt: number,
  outcome: { taskId: string } | { problem: string },
): Promise<void> {
  const where = { scheduleId_firesAt: { scheduleId, firesAt: new Date(firesAt) } }
  await tx.scheduleFire.update({ where, data: outcome })
}

/** Moves a schedule on to its next moment. */
export async function moveOn(
  tx: Connection,
  id: string,
  nextAt: Date | null,
  problem: string | null,
): Promise<void> {
  await tx.schedule.update({ where: { id }, data: { nextAt, problem } })
}
