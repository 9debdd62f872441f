/** The worker process: one worker on DATABASE_URL until it is told to stop. */
import { awaitDatabase } from '../db/await-database'
import { startWorker } from '../engine/worker'
import { settleMemory } from '../shared/settle-memory'

settleMemory()

const databaseUrl = process.env.DATABASE_URL
if (!databaseUrl) throw new Error('DATABASE_URL is not set.')

const starting = awaitDatabase(databaseUrl).then(() =>
  startWorker(databaseUrl, {
    // Without its lock others may have taken its runs; the launcher starts a fresh one.
    onLost: () => process.exit(1),
  }),
)

async function stop(): Promise<void> {
  const worker = await starting
  await worker.stop()
  process.exit(0)
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void stop())
// The launcher holds the other end: when it is gone, so is the reason to work.
process.once('disconnect', () => void stop())
