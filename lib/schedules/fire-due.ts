/**
 * Starts what is due. Every worker asks every second; the row's lock gives each schedule to one of them, and a moment
 * is written down in the transaction that starts its task, so each starts once whatever dies in between.
 */

import type { Actor } from '../accounts/actor'
import type { Connection } from '../db/client'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { timeNow } from '../shared/clock'
import { log } from '../shared/log'
import { workToStart } from '../starts/schema'
import { type ReadyWork, readyWork } from '../starts/start-work'
import { startingActor } from '../starts/starting-actor'
import { tellChanged } from '../workspaces/tell-changed'
import { dueFires } from './due-fires'
import { claimFire, dueSchedules, moveOn, noteFire, type TakenSchedule, takeDue } from './repository'
import { decideFires } from './rules'
import { missedFires, timing } from './schema'

/** Returns how many tasks were started. `now` is the time to go by. */
export async function fireDueSchedules(now: Date = new Date(timeNow()), limit = 20): Promise<number> {
  let started = 0
  for (const id of await dueSchedules(now, limit)) {
    try {
      started += await fire(id, now)
    } catch (error) {
      log.error({ error, scheduleId: id }, 'a schedule could not be fired; trying again')
    }
  }
  return started
}

async function fire(id: string, now: Date): Promise<number> {
  const fired = await inTransaction(async tx => {
    const taken = await takeDue(tx, id, now)
    if (!taken) return null
    const { due, next } = dueFires(timing.parse(taken.timing), taken.nextAt, now)
    let started = 0
    let problem: string | null = null
    for (const each of decideFires(due, now.getTime(), missedFires.parse(taken.missed))) {
      if (!(await claimFire(tx, id, each)) || each.kind === 'skipped') continue
      const outcome = await start(tx, taken)
      await noteFire(tx, id, each.firesAt, outcome)
      if ('taskId' in outcome) started += 1
      problem = 'problem' in outcome ? outcome.problem : null
    }
    await moveOn(tx, id, next, problem)
    return { started, workspaceId: taken.workspaceId }
  })
  if (!fired) return 0
  tellChanged(fired.workspaceId, 'schedules')
  return fired.started
}

/** The task, or why there is none: the author has lost the right, or what it names is gone. */
async function start(
  tx: Connection,
  taken: TakenSchedule,
): Promise<{ taskId: string } | { problem: string }> {
  let work: ReadyWork
  try {
    const actor: Actor = await startingActor(taken, { id: taken.id, name: `Schedule ${taken.name}` })
    work = await readyWork(actor, workToStart.parse(taken.work))
  } catch (error) {
    if (error instanceof AppError) return { problem: error.message }
    throw error
  }
  return { taskId: await work.write(tx) }
}
