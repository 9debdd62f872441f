/** Which task waits for which, in the database. Callers have checked that the task may be changed. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import type { Connection } from '../db/client'
import { AppError } from '../http/errors'
import { timeNow } from '../shared/clock'
import type { Starter } from '../starts/schema'
import { blockerColumns, toBlocker } from './rows'
import { findCycle } from './rules'
import type { NewBlockers } from './schema'

/**
 * Sets what a task waits for. Throws `invalid-input` for a task that there is not, and `refused` (`cycle`) when tasks
 * would wait for each other. Changes of a workspace's edges wait for one another, or two could close a circle at once.
 */
export async function setBlockers(
  tx: Connection,
  workspaceId: string,
  taskId: string,
  blockers: NewBlockers,
): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`blockers of ${workspaceId}`}))`
  const wanted = new Map(blockers.map(({ task, until }) => [task, until]))
  const known = await tx.task.findMany({
    where: { workspaceId, id: { in: [...wanted.keys()] } },
    select: { id: true },
  })
  const missing = [...wanted.keys()].find(id => !known.some(task => task.id === id))
  if (missing) throw new AppError('invalid-input', `There is no task ${missing} to wait for.`)
  const rows = await tx.taskDependency.findMany({
    where: { task: { workspaceId }, taskId: { not: taskId } },
    select: { taskId: true, blockerId: true },
  })
  const edges = Map.groupBy(rows, row => row.taskId)
  const cycle = findCycle(
    new Map([...edges].map(([id, list]) => [id, list.map(row => row.blockerId)])),
    taskId,
    [...wanted.keys()],
  )
  if (cycle) throw await cycleRefused(tx, cycle)
  await tx.taskDependency.deleteMany({ where: { taskId } })
  const data = [...wanted].map(([blockerId, until]) => ({ taskId, blockerId, until }))
  await tx.taskDependency.createMany({ data })
}

async function cycleRefused(tx: Connection, cycle: string[]): Promise<AppError> {
  const tasks = await tx.task.findMany({ where: { id: { in: cycle } }, select: { id: true, title: true } })
  const names = cycle.map(id => tasks.find(task => task.id === id)?.title ?? id)
  return new AppError('refused', `These tasks would wait for each other: ${names.join(' → ')}.`, {
    refusal: 'cycle',
    tasks: cycle,
  })
}

/** Whether nothing holds the task. */
export async function isFree(db: Connection, taskId: string): Promise<boolean> {
  const rows = await db.taskDependency.findMany({ where: { taskId }, select: blockerColumns })
  return rows.every(row => toBlocker(row).met)
}

/** From now on the task starts by itself when nothing holds it and it is time, with the rights of who said so. */
export async function waitToStart(
  tx: Connection,
  taskId: string,
  actor: Actor,
  notBefore: Date | null,
): Promise<void> {
  const starter = { memberId: actor.memberId, role: actor.role, problem: null, notBefore }
  await tx.taskWait.upsert({ where: { taskId }, create: { taskId, ...starter }, update: starter })
}

export async function stopWaiting(tx: Connection, taskId: string): Promise<void> {
  await tx.taskWait.deleteMany({ where: { taskId } })
}

/** Tasks that should start by themselves and that nothing holds, oldest first. `isMet` of rules.ts, in SQL. */
export async function freedTasks(db: Connection, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ taskId: string }[]>`
    SELECT w."taskId" FROM "TaskWait" w JOIN "Task" t ON t."id" = w."taskId"
    WHERE w."problem" IS NULL AND t."archivedAt" IS NULL
      AND (w."notBefore" IS NULL OR w."notBefore" <= ${new Date(timeNow())}) AND NOT EXISTS (
      SELECT 1 FROM "TaskDependency" d JOIN "Task" b ON b."id" = d."blockerId"
        LEFT JOIN "Run" r ON r."id" = b."latestRunId"
      WHERE d."taskId" = w."taskId" AND b."status" <> 'done'
        AND NOT (d."until" = 'succeeded' AND r."status" IS NOT DISTINCT FROM 'succeeded'))
    ORDER BY w."createdAt" LIMIT ${limit}`
  return rows.map(row => row.taskId)
}

/** Takes one waiting task for this transaction; null when another worker has it. */
export async function takeWaiting(tx: Connection, taskId: string): Promise<Starter | null> {
  const rows = await tx.$queryRaw<Starter[]>`
    SELECT t."workspaceId", w."memberId", w."role" FROM "TaskWait" w JOIN "Task" t ON t."id" = w."taskId"
    WHERE w."taskId" = ${taskId} FOR UPDATE OF w SKIP LOCKED`
  return rows[0] ?? null
}

/** The task could not be started; it says so and is not tried again until somebody changes it. */
export async function noteWaitProblem(db: Connection, taskId: string, problem: string): Promise<void> {
  await db.taskWait.updateMany({ where: { taskId }, data: { problem } })
}
