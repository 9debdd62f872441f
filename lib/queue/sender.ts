/** The web process's end of the queue: opened at first use, kept for the life of the process. */
import { env } from '../env'
import { assertPresent } from '../shared/assert'
import { openRunQueue, type RunQueue } from './run-queue'

const shared = globalThis as typeof globalThis & { reefQueue?: Promise<RunQueue> | undefined }

/** The queue that web and command line send through. */
export function runQueue(): Promise<RunQueue> {
  shared.reefQueue ??= openRunQueue(assertPresent(env().databaseUrl, 'DATABASE_URL'), 'sender').catch(
    (error: unknown) => {
      shared.reefQueue = undefined
      throw error
    },
  )
  return shared.reefQueue
}

/** For tests: closes the queue if it was opened. */
export async function closeRunQueue(): Promise<void> {
  const queue = await shared.reefQueue
  shared.reefQueue = undefined
  await queue?.close()
}

/** For tests: names the queue that `runQueue` gives. */
export function setRunQueue(queue: RunQueue | undefined): void {
  shared.reefQueue = queue ? Promise.resolve(queue) : undefined
}
