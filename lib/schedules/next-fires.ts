/**
 * When a schedule fires. Cron runs on the wall clock of its zone. Where clocks go forward, a moment that does not exist
 * fires once, as far after the gap as it would have been; where they go back, a fixed hour fires the first time only,
 * and a schedule of every hour or minute keeps its pace.
 */
import { CronExpressionParser } from 'cron-parser'
import type { Timing } from './schema'

const shorthands = new Set(['@hourly', '@daily', '@weekly', '@monthly', '@yearly'])
const minuteMs = 60_000
/** Clocks go back by an hour, or by half of one (Lord Howe). */
const shifts = [60, 30].map(minutes => minutes * minuteMs)

/** What is wrong with a timing, in words for a person; null when nothing is. */
export function timingProblem(timing: Timing): string | null {
  if (timing.kind !== 'cron') return null
  if (!isZone(timing.zone)) return `There is no time zone named ${timing.zone}.`
  const { expression } = timing
  if (!shorthands.has(expression) && expression.trim().split(/\s+/).length !== 5)
    return 'Write five fields: minute, hour, day of the month, month, day of the week.'
  try {
    return nextFire(timing, new Date()) ? null : 'This never fires.'
  } catch (error) {
    return `This is not a schedule: ${error instanceof Error ? error.message : String(error)}.`
  }
}

/** The first moment strictly after `after`, or null when there is none. Throws for an expression that is none. */
export function nextFire(timing: Timing, after: Date): Date | null {
  switch (timing.kind) {
    case 'at': {
      const time = new Date(timing.time)
      return time > after ? time : null
    }
    case 'every': {
      const from = timing.from ? Date.parse(timing.from) : 0
      const stepMs = timing.minutes * minuteMs
      const steps = Math.max(0, Math.floor((after.getTime() - from) / stepMs) + 1)
      return new Date(from + steps * stepMs)
    }
    case 'cron':
      return nextCron(timing.expression, timing.zone, after)
  }
}

/** The next `count` moments after `after`. */
export function nextFires(timing: Timing, after: Date, count: number): Date[] {
  const fires: Date[] = []
  for (let time = nextFire(timing, after); time && fires.length < count; time = nextFire(timing, time))
    fires.push(time)
  return fires
}

function nextCron(expression: string, zone: string, after: Date): Date | null {
  const cron = CronExpressionParser.parse(expression, { currentDate: after, tz: zone })
  const fixedHour =
    /^\d+(,\d+)*$/.test(expression.trim().split(/\s+/)[1] ?? '') ||
    /^@(daily|weekly|monthly|yearly)$/.test(expression)
  for (;;) {
    if (!cron.hasNext()) return null
    const time = cron.next().toDate()
    if (time <= after || (fixedHour && isSecondTime(time, zone))) continue
    return time
  }
}

/** Whether the zone's clocks showed the same time shortly before: they went back in between. */
function isSecondTime(time: Date, zone: string): boolean {
  const shown = wallClock(time, zone)
  return shifts.some(shift => wallClock(new Date(time.getTime() - shift), zone) === shown)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function wallClock(time: Date, zone: string): string {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    formats.set(zone, format)
  }
  return format.format(time)
}

function isZone(zone: string): boolean {
  try {
    return wallClock(new Date(0), zone) !== ''
  } catch {
    return false
  }
}
