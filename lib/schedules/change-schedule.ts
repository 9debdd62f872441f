/** Makes, changes and fires schedules for people. Who saves a schedule is the one in whose name it starts work. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { newId } from '../shared/id'
import { readyWork } from '../starts/start-work'
import { starterOf } from '../starts/starting-actor'
import { tellChanged } from '../workspaces/tell-changed'
import { nextFire, nextFires, timingProblem } from './next-fires'
import {
  changeScheduleRow,
  claimFire,
  insertSchedule,
  noteFire,
  readSchedule,
  type ScheduleFields,
} from './repository'
import type { CreateScheduleInput, Schedule, Timing, UpdateScheduleInput } from './schema'

/** Refuses work that could not be started as it is now, and moments that never come. */
export async function createSchedule(actor: Actor, input: CreateScheduleInput): Promise<Schedule> {
  requireCan(actor, 'schedule:write')
  const timing = soundTiming(input.timing)
  await readyWork(actor, input.work)
  const id = newId('schedule')
  const { name, missed, work, paused } = input
  const nextAt = nextFire(timing, new Date())
  const { workspaceId } = actor
  await insertSchedule({ id, workspaceId, name, missed, work, paused, timing, nextAt, ...starterOf(actor) })
  tellChanged(workspaceId, 'schedules')
  return await readSchedule(actor, id)
}

export async function updateSchedule(
  actor: Actor,
  id: string,
  input: UpdateScheduleInput,
): Promise<Schedule> {
  requireCan(actor, 'schedule:write')
  const before = await readSchedule(actor, id)
  const timing = input.timing ? soundTiming(input.timing) : before.timing
  if (input.work) await readyWork(actor, input.work)
  const { timing: _, ...rest } = input
  const fields = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  // What passes during a pause was not missed: somebody wanted it so.
  const moved = input.timing !== undefined || input.paused !== undefined
  const change: ScheduleFields = {
    ...fields,
    ...(moved ? { timing, nextAt: nextFire(timing, new Date()) } : {}),
    ...starterOf(actor),
    problem: null,
  }
  await changeScheduleRow(actor, id, change)
  tellChanged(actor.workspaceId, 'schedules')
  return await readSchedule(actor, id)
}

/** Starts the work now, in the name of who asks; the schedule's own moments stay. */
export async function fireNow(actor: Actor, id: string): Promise<Schedule> {
  requireCan(actor, 'schedule:write')
  const found = await readSchedule(actor, id)
  const work = await readyWork(actor, found.work)
  const firesAt = Date.now()
  await inTransaction(async tx => {
    if (!(await claimFire(tx, id, { firesAt, kind: 'by-hand' })))
      throw new AppError('conflict', 'It is being started already.')
    await noteFire(tx, id, firesAt, { taskId: await work.write(tx) })
  })
  tellChanged(actor.workspaceId, 'schedules')
  return await readSchedule(actor, id)
}

/** The next five moments of a timing that is not saved yet. */
export function previewTiming(timing: Timing): { next: string[] } {
  return { next: nextFires(soundTiming(timing), new Date(), 5).map(time => time.toISOString()) }
}

function soundTiming(timing: Timing): Timing {
  const problem = timingProblem(timing)
  if (problem) throw new AppError('invalid-input', problem)
  if (timing.kind === 'at' && Date.parse(timing.time) <= Date.now())
    throw new AppError('invalid-input', 'This moment has passed.')
  return timing.kind === 'every' ? { ...timing, from: timing.from ?? new Date().toISOString() } : timing
}
