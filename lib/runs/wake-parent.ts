/** The end of a run that was handed a part wakes the run that waits for it, in the transaction of that end. */
import type { Connection } from '../db/client'
import type { RunQueue } from '../queue/run-queue'

/** What has to be written with the end; undefined for a run that nobody waits for. */
export function wakeParent(
  queue: Pick<RunQueue, 'wake'>,
  workspaceId: string,
  parentRunId: string | null,
): ((db: Connection) => Promise<void>) | undefined {
  if (parentRunId === null) return undefined
  return db => queue.wake(db, parentRunId, workspaceId, { priority: 5 })
}
