/** Changes a task: its words, its state, and what it waits for. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { inTransaction } from '../db/transaction'
import { setBlockers, stopWaiting, waitToStart } from '../dependencies/repository'
import { AppError } from '../http/errors'
import { isEnded } from '../runs/rules'
import { readTask, updateTask } from './repository'
import type { Task, UpdateTaskInput } from './schema'

/** Throws `refused` where it would have a task wait whose run is under way, or tasks wait for each other. */
export async function changeTask(actor: Actor, id: string, input: UpdateTaskInput): Promise<Task> {
  requireCan(actor, 'task:write')
  const { blockedBy, startWhenFree } = input
  if (blockedBy !== undefined || startWhenFree !== undefined) {
    const found = await readTask(actor, id)
    const startsItself = startWhenFree ?? found.startsWhenFree
    if (startsItself && found.run && !isEnded(found.run.status))
      throw new AppError('refused', 'A run of this task is under way: it cannot wait to start.', {
        refusal: 'run-under-way',
      })
    await inTransaction(async tx => {
      if (blockedBy) await setBlockers(tx, actor.workspaceId, id, blockedBy)
      if (startsItself) await waitToStart(tx, id, actor, found.notBefore ? new Date(found.notBefore) : null)
      else await stopWaiting(tx, id)
    })
  }
  return await updateTask(actor, id, input)
}
