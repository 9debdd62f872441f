/** A schedule: when work starts by itself, and what happens to moments that nobody was there for. */
import { z } from 'zod'
import { workToStart } from '../starts/schema'

/** Most minutes between two fires: a year. */
const longestEvery = 366 * 24 * 60

export const timing = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cron'),
    /** Minute, hour, day of the month, month, day of the week; or @hourly, @daily, @weekly, @monthly, @yearly. */
    expression: z.string().trim().min(1).max(200),
    /** IANA name, such as Europe/Berlin. */
    zone: z.string().min(1).max(100).default('UTC'),
  }),
  z.strictObject({ kind: z.literal('at'), time: z.iso.datetime({ offset: true }) }),
  z.strictObject({
    kind: z.literal('every'),
    minutes: z.int().min(1).max(longestEvery),
    /** Counted from here; from when it is saved when left out. */
    from: z.iso.datetime({ offset: true }).optional(),
  }),
])
export type Timing = z.output<typeof timing>

/** Moments that passed while nothing ran: leave them out, start the last one, or start all (the last 20). */
export const missedFires = z.enum(['skip', 'once', 'all'])
export type MissedFires = z.infer<typeof missedFires>

const fields = {
  name: z.string().trim().min(1, 'write a name').max(80),
  timing,
  missed: missedFires,
  work: workToStart,
  paused: z.boolean(),
}

export const createScheduleInput = z.object({
  ...fields,
  missed: missedFires.default('once'),
  paused: z.boolean().default(false),
})
export type CreateScheduleInput = z.output<typeof createScheduleInput>

export const updateScheduleInput = z.object(fields).partial()
export type UpdateScheduleInput = z.output<typeof updateScheduleInput>

export const fireKind = z.enum(['on-time', 'caught-up', 'by-hand', 'skipped'])
export type FireKind = z.infer<typeof fireKind>

/** A moment and what came of it. */
export const scheduleFire = z.object({
  firesAt: z.iso.datetime(),
  at: z.iso.datetime(),
  kind: fireKind,
  taskId: z.string().nullable(),
  taskTitle: z.string().nullable(),
  /** Why it started nothing. */
  problem: z.string().nullable(),
})
export type ScheduleFire = z.infer<typeof scheduleFire>

export const schedule = z.object({
  id: z.string(),
  name: z.string(),
  timing,
  missed: missedFires,
  work: workToStart,
  paused: z.boolean(),
  /** In whose name it starts work. */
  ownerName: z.string().nullable(),
  /** The next moments, soonest first; empty when it will not fire again. */
  next: z.array(z.iso.datetime()),
  problem: z.string().nullable(),
  /** The newest fires, newest first. */
  fires: z.array(scheduleFire),
  createdAt: z.iso.datetime(),
})
export type Schedule = z.infer<typeof schedule>

export const scheduleList = z.object({ schedules: z.array(schedule) })
export const timingPreview = z.object({ next: z.array(z.iso.datetime()) })
