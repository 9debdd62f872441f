/** What a crash can leave undone in a tree of runs: children of a stopped parent, and a parent that was not told. */

import type { Database } from '../db/client'
import type { RunQueue } from '../queue/run-queue'
import { reefActor } from '../runs/rules'
import { tellLeniently } from '../runs/tell-below'
import { findOrphans, findUntold } from '../runs/tree/repository'
import { log } from '../shared/log'

/** A wake-up takes this long at most when nothing is lost and a slot is free, milliseconds. */
const wakeUpMs = 5_000

/** Stops runs at work whose parent has ended, and wakes parents that wait for nobody any more. */
export async function tendTrees(db: Database, queue: RunQueue): Promise<void> {
  for (const { id, workspaceId } of await findOrphans(db)) {
    log.info({ runId: id }, 'stopping a run whose parent has ended')
    await tellLeniently({ db, queue, workspaceId, actor: reefActor }, id, { type: 'stop' })
  }
  for (const { id, workspaceId } of await findUntold(db, wakeUpMs)) {
    log.info({ runId: id }, 'waking a run whose child has ended')
    await queue.wake(db, id, workspaceId, { priority: 5 })
  }
}
