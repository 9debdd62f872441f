/** The worker process: one worker on DATABASE_URL until it is told to stop. */
import { awaitDatabase } from '../db/await-database'
import { isDatabaseAway } from '../db/database-away'
import { startWorker } from '../engine/worker'
import { settleMemory } from '../shared/settle-memory'
import { beginAnewCode } from './supervised'

settleMemory()

const databaseUrl = process.env.DATABASE_URL
if (!databaseUrl) throw new Error('DATABASE_URL is not set.')

let worker: Awaited<ReturnType<typeof startWorker>> | undefined

async function start(url: string): Promise<void> {
  await awaitDatabase(url)
  worker = await startWorker(url)
}

async function stop(): Promise<void> {
  await worker?.stop()
  process.exit(0)
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void stop())
// The launcher holds the other end: when it is gone, so is the reason to work.
process.once('disconnect', () => void stop())

await start(databaseUrl).catch((error: unknown) => {
  // It may go away again while this worker is coming up.
  if (isDatabaseAway(error)) process.exit(beginAnewCode)
  throw error
})
