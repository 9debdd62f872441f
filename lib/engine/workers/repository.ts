/** Which workers live: each holds a session advisory lock for as long as its connection stands. */
import type { Client } from 'pg'
import type { Database } from '../../db/client'
import type { RunQueue } from '../../queue/run-queue'
import { log } from '../../shared/log'

/** First half of the two-part lock key; the second is the worker's own number. */
const lockSpace = 0x2eef

interface NewWorker {
  id: string
  host: string
  pid: number
  version: string
  slots: number
}

/** Writes the worker's row. Returns the key of the lock that it must hold. */
export async function registerWorker(db: Database, worker: NewWorker): Promise<number> {
  const row = await db.worker.create({ data: worker, select: { lockKey: true } })
  return row.lockKey
}

/** Takes the worker's lock on a connection that stays open. */
export async function holdWorkerLock(client: Client, lockKey: number): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1, $2)', [lockSpace, lockKey])
}

/** Whether a worker's lock is held by somebody. A worker without a row is dead. */
export async function isWorkerAlive(db: Database, workerId: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ alive: boolean }[]>`
    SELECT NOT pg_try_advisory_xact_lock(${lockSpace}::int, "lockKey") AS alive FROM "Worker" WHERE "id" = ${workerId}`
  return rows[0]?.alive ?? false
}

/** Live workers, for health: rows whose lock is held. */
export async function countLiveWorkers(db: Database): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM "Worker" w JOIN pg_locks l
      ON l.locktype = 'advisory' AND l.classid = ${lockSpace}::int::oid AND l.objid = w."lockKey"::oid AND l.objsubid = 2 AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  return Number(rows[0]?.count ?? 0)
}

/**
 * Finds workers whose lock is free, removes their rows and wakes their runs. Runs that are queued without anybody
 * to wake them (a wake-up lost with its worker) are woken too.
 */
export async function sweepDeadWorkers(db: Database, ownId: string, queue: RunQueue): Promise<void> {
  const dead = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Worker" WHERE "id" <> ${ownId} AND pg_try_advisory_xact_lock(${lockSpace}::int, "lockKey")`
  const gone = await db.$queryRaw<{ id: string; workspaceId: string }[]>`
    SELECT r."id", r."workspaceId" FROM "Run" r LEFT JOIN "Worker" w ON w."id" = r."workerId"
    WHERE r."status" = 'running' AND (w."id" IS NULL OR r."workerId" = ANY(${dead.map(worker => worker.id)}::text[]))`
  for (const run of gone) {
    log.info({ runId: run.id }, 'taking over a run whose worker died')
    await queue.wake(db, run.id, run.workspaceId, { priority: 10 })
  }
  if (dead.length > 0) await db.worker.deleteMany({ where: { id: { in: dead.map(worker => worker.id) } } })
}
