/** The end of a run that was handed a part wakes the run that waits for it, in the transaction of that end. */
import type { Connection } from '../db/client'
import type { RunQueue } from '../queue/run-queue'
import { endedOf } from './tree/repository'

/** What has to be written with the end; undefined for a run that nobody waits for. */
export function wakeParent(
  queue: Pick<RunQueue, 'wake'>,
  workspaceId: string,
  parentRunId: string | null,
): ((db: Connection) => Promise<void>) | undefined {
  if (parentRunId === null) return undefined
  return async db => {
    // Whoever stops a tree ends the parents first: they wait for nobody any more.
    if ((await endedOf(db, [parentRunId])).length > 0) return
    await queue.wake(db, parentRunId, workspaceId, { priority: 5 })
  }
}
