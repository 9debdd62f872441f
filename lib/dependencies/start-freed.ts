/** Starts the tasks whose last blocker was met. A worker asks every second; one of them gets each task. */
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { log } from '../shared/log'
import { startingActor } from '../starts/starting-actor'
import { launchAttempt, prepareAttempt } from '../tasks/start-run'
import { freedTasks, isFree, noteWaitProblem, stopWaiting, takeWaiting } from './repository'

/** Returns how many it has started. */
export async function startFreedTasks(limit = 20): Promise<number> {
  let started = 0
  for (const taskId of await freedTasks(getDatabase(), limit)) {
    try {
      if (await startFreed(taskId)) started += 1
    } catch (error) {
      const known =
        error instanceof AppError ? error.message : 'Reef could not start this task. Start it by hand.'
      if (!(error instanceof AppError)) log.error({ error, taskId }, 'a freed task could not be started')
      await noteWaitProblem(getDatabase(), taskId, known)
    }
  }
  return started
}

function startFreed(taskId: string): Promise<boolean> {
  return inTransaction(async tx => {
    const starter = await takeWaiting(tx, taskId)
    if (!starter || !(await isFree(tx, taskId))) return false
    const actor = await startingActor(starter, { id: 'reef', name: 'Reef, when nothing blocked it' })
    const attempt = await prepareAttempt(actor, taskId, {})
    await launchAttempt(tx, actor, attempt)
    await stopWaiting(tx, taskId)
    return true
  })
}
