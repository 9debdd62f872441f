/**
 * pg-boss carries one kind of word: "this run wants a worker". A job is a wake-up, not the work: it is done once a
 * worker has claimed the run in the run's own log, so no job has to outlive a run of days.
 */
import { fromPrisma, type Job, PgBoss } from 'pg-boss'
import type { Connection } from '../db/client'
import { log } from '../shared/log'

const queueName = 'runs'

/** pg-boss falls back to this poll when a notice is lost. Its own default of 30 s would be a stall. */
const pollSeconds = 0.5

interface WakeUp {
  runId: string
}

export interface RunQueue {
  /** Asks for a worker. With the transaction as `db`, run and wake-up are committed together or not at all. */
  wake(
    db: Connection,
    runId: string,
    workspaceId: string,
    options?: { at?: Date; priority?: number },
  ): Promise<void>
  /** Of these runs, the ones that no wake-up will reach until then. */
  unwoken(db: Connection, runIds: readonly string[], until: Date): Promise<string[]>
  /** Hands wake-ups to `claim`, several at a time; a job is done when `claim` has returned. */
  serve(claim: (runId: string) => Promise<void>): Promise<void>
  /** Takes no further wake-ups; sending still works. */
  stopServing(): Promise<void>
  close(): Promise<void>
}

/** Opens the queue. Only a worker supervises (maintenance, the NOTIFY listener); a web process only sends. */
export async function openRunQueue(connectionString: string, role: 'sender' | 'worker'): Promise<RunQueue> {
  const isWorker = role === 'worker'
  const boss = new PgBoss({
    connectionString,
    max: 2,
    supervise: isWorker,
    schedule: isWorker,
    useListenNotify: isWorker,
    application_name: `reef-${role}`,
  })
  boss.on('error', error => log.error({ error }, 'queue error'))
  await boss.start()
  if (!(await boss.getQueue(queueName))) {
    await boss
      .createQueue(queueName, { notify: true, retryLimit: 5, retryDelay: 1, expireInSeconds: 60 })
      .catch((error: unknown) => {
        log.debug({ error }, 'queue exists already')
      })
  }
  return {
    async wake(db, runId, workspaceId, options = {}) {
      await boss.send(queueName, { runId } satisfies WakeUp, {
        db: fromPrisma(db),
        group: { id: workspaceId },
        ...(options.at ? { startAfter: options.at } : {}),
        ...(options.priority === undefined ? {} : { priority: options.priority }),
      })
    },
    async unwoken(db, runIds, until) {
      // A job that is being handled does not count: its worker may have died in the middle.
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT r."id" FROM unnest(${[...runIds]}::text[]) AS r("id") WHERE NOT EXISTS (
          SELECT 1 FROM pgboss.job j WHERE j.name = ${queueName} AND j.state < 'active' AND j.start_after <= ${until}
            AND j.data->>'runId' = r."id")`
      return rows.map(row => row.id)
    },
    async serve(claim) {
      await boss.work(
        queueName,
        {
          batchSize: 16,
          burstWhenBatchFull: true,
          pollingIntervalSeconds: pollSeconds,
          notifyPollingIntervalSeconds: pollSeconds,
        },
        async (jobs: Job<WakeUp>[]) => {
          await Promise.all(jobs.map(job => claim(job.data.runId)))
        },
      )
    },
    async stopServing() {
      await boss.offWork(queueName, { wait: false })
    },
    async close() {
      await boss.stop({ graceful: false, close: true })
    },
  }
}
