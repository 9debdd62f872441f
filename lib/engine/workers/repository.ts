/** Which workers live: each holds a session advisory lock for as long as its connection stands. */

import type { Client } from 'pg'
import type { Database } from '../../db/client'
import type { RunQueue } from '../../queue/run-queue'
import { setTime, timeNow } from '../../shared/clock'
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

/** A worker says so often that it lives. */
const pulseMs = 500
/** Unanswered pulses after which a worker takes its connection for lost: before Postgres does, so it lets go first. */
const missedPulses = 5
/**
 * Postgres ends the connection, and with it the lock, of a worker that has said nothing for so long: its process is
 * frozen, its machine asleep or without power.
 */
const silenceMs = 3_300

/** What makes Postgres notice that nobody is there, though no connection was closed. */
const watchfulness = `
  SET idle_session_timeout = ${silenceMs}; SET tcp_user_timeout = ${silenceMs};
  SET tcp_keepalives_idle = 1; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3`

/**
 * Keeps the connection with the lock alive. `onSilent` is called when the database does not answer any more; counted
 * in beats of our own, so that a busy or frozen process does not blame the database. Ends with the connection.
 */
export function beginPulse(client: Client, onSilent: () => void): void {
  let unanswered = 0
  const timer = setInterval(() => {
    unanswered += 1
    if (unanswered > missedPulses) {
      clearInterval(timer)
      onSilent()
      // Whoever goes on needs another connection.
      void client.end().catch(() => undefined)
      return
    }
    readTime(client).then(
      () => {
        unanswered = 0
      },
      () => clearInterval(timer),
    )
  }, pulseMs)
  client.once('end', () => clearInterval(timer))
}

/** Sets this process's clock by the database's: all workers tell runs one time, whatever their own machines say. */
async function readTime(client: Client): Promise<void> {
  const askedAt = performance.now()
  const { rows } = await client.query<{ time: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS time',
  )
  const [row] = rows
  if (row) setTime(row.time + (performance.now() - askedAt) / 2)
}

/**
 * Writes the worker's row and takes its lock, on a connection that stays open: the lock lasts as long as it does.
 * Nobody sees the row before the lock is held, or a worker that has just begun would pass for dead.
 */
export async function registerWorker(client: Client, worker: NewWorker): Promise<void> {
  const { id, host, pid, version, slots } = worker
  await client.query(watchfulness)
  await readTime(client)
  await client.query('BEGIN')
  const { rows } = await client.query<{ lockKey: number }>(
    `INSERT INTO "Worker" ("id", "host", "pid", "version", "slots") VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT ("id") DO UPDATE SET "pid" = EXCLUDED."pid" RETURNING "lockKey"`,
    [id, host, pid, version, slots],
  )
  await client.query('SELECT pg_advisory_lock($1, $2)', [lockSpace, rows[0]?.lockKey])
  await client.query('COMMIT')
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
 * Finds workers whose lock is free, wakes their runs, and removes their rows. A run whose worker has no row any more
 * stands first in every line, should its wake-up be lost.
 */
export async function sweepDeadWorkers(db: Database, ownId: string, queue: RunQueue): Promise<void> {
  const dead = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Worker" WHERE "id" <> ${ownId} AND pg_try_advisory_xact_lock(${lockSpace}::int, "lockKey")`
  if (dead.length === 0) return
  const ids = dead.map(worker => worker.id)
  const stranded = await db.run.findMany({
    where: { status: 'running', workerId: { in: ids } },
    select: { id: true, workspaceId: true },
  })
  await wakeUnwoken(db, queue, stranded, new Date(timeNow()), 'taking over a run whose worker died')
  // Not one that has come back meanwhile, under its old name, and holds its lock again.
  await db.$executeRaw`
    DELETE FROM "Worker" WHERE "id" = ANY(${ids}) AND pg_try_advisory_xact_lock(${lockSpace}::int, "lockKey")`
}

/** A wake-up takes this long at most when nothing is lost, milliseconds. */
const wakeUpMs = 5_000
/** Events so far in the future were written before the clocks were set back. */
export const setBackMs = 60_000
/** Longer than any provider asks us to wait. */
const longestWaitMs = 7 * 24 * 60 * 60 * 1_000

/**
 * Finds runs that wait for the time of their next attempt with no wake-up on its way: it was lost with the process
 * that sent or took it. One woken too early is told so and goes back to waiting. One that began to wait at a time that
 * is still to come, because the database's clock was set back, is woken at once: nobody waits that hour again.
 */
export async function sweepLostWakeUps(db: Database, queue: RunQueue): Promise<void> {
  const quiet = await db.$queryRaw<Stranded[]>`
    SELECT "id", "workspaceId" FROM "Run"
    WHERE "status" = 'waiting' AND "model" <> '' AND ("waitingFor" IN ('retry', 'model', 'credentials')
        OR ("waitingFor" = 'budget' AND (SELECT (e."data"->>'until')::timestamptz FROM "Event" e
          WHERE e."runId" = "Run"."id" AND e."type" = 'run-waiting' ORDER BY e."seq" DESC LIMIT 1) < now()))
      AND "lastEventAt" < ${new Date(timeNow() - wakeUpMs)}::timestamp(3)
    ORDER BY "lastEventAt" LIMIT 500`
  const until = new Date(timeNow() + longestWaitMs)
  await wakeUnwoken(db, queue, quiet, until, 'a wake-up was lost; sending another')
  const early = await db.run.findMany({
    where: {
      status: 'waiting',
      waitingFor: { in: ['retry', 'model', 'credentials'] },
      lastEventAt: { gt: new Date(timeNow() + setBackMs) },
    },
    select: { id: true, workspaceId: true },
    take: 500,
  })
  await wakeUnwoken(db, queue, early, new Date(timeNow()), 'clocks were set back; waking a run that waits')
}

interface Stranded {
  id: string
  workspaceId: string
}

async function wakeUnwoken(
  db: Database,
  queue: RunQueue,
  runs: Stranded[],
  until: Date,
  why: string,
): Promise<void> {
  if (runs.length === 0) return
  const unwoken = new Set(
    await queue.unwoken(
      db,
      runs.map(run => run.id),
      until,
    ),
  )
  for (const run of runs) {
    if (!unwoken.has(run.id)) continue
    log.info({ runId: run.id }, why)
    await queue.wake(db, run.id, run.workspaceId, { priority: 10 })
  }
}
