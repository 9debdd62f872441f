import type { Timing } from '../../lib/schedules/schema'

/** Days of the week as cron counts them, Monday first. */
export const weekdays = [
  [1, 'Monday'],
  [2, 'Tuesday'],
  [3, 'Wednesday'],
  [4, 'Thursday'],
  [5, 'Friday'],
  [6, 'Saturday'],
  [0, 'Sunday'],
] as const

/** A timing as somebody writes it. Days at a time of day are a cron line that nobody has to know. */
export interface TimingDraft {
  kind: 'days' | Timing['kind']
  /** As cron counts them. */
  days: readonly number[]
  /** Such as 09:00. */
  clock: string
  expression: string
  zone: string
  minutes: string
  time: string
}

export function draftOf(timing: Timing | undefined): TimingDraft {
  const cron = timing?.kind === 'cron' ? timing : null
  const daily = readDays(cron?.expression ?? '0 9 * * 1-5')
  return {
    kind: timing && (timing.kind !== 'cron' || !daily) ? timing.kind : 'days',
    days: daily?.days ?? [1, 2, 3, 4, 5],
    clock: daily?.clock ?? '09:00',
    expression: cron?.expression ?? '0 9 * * 1-5',
    zone: cron?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    minutes: timing?.kind === 'every' ? String(timing.minutes) : '60',
    time: timing?.kind === 'at' ? localTime(new Date(timing.time)) : '',
  }
}

/** The days and the time of day that a cron line means; null where it means something else. */
export function readDays(expression: string): { days: number[]; clock: string } | null {
  const match = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7,-]+)$/.exec(expression.trim())
  if (!match) return null
  const [, minute = '', hour = '', words = ''] = match
  if (Number(minute) > 59 || Number(hour) > 23) return null
  const days = words === '*' ? weekdays.map(([day]) => day) : words.split(',').flatMap(rangeOf)
  const known = weekdays.map(([day]) => day).filter(day => days.includes(day))
  return known.length > 0
    ? { days: known, clock: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
    : null
}

/** `1-5` or `3`; 7 is Sunday too. */
function rangeOf(words: string): number[] {
  const [first = Number.NaN, last = first] = words.split('-').map(Number)
  if (!(first <= last)) return []
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) % 7)
}

/** As the browser's own control writes a time. */
function localTime(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** The timing that the fields mean; null while they mean none. */
export function readTiming(draft: TimingDraft): Timing | null {
  const zone = draft.zone.trim() || 'UTC'
  switch (draft.kind) {
    case 'days': {
      const [hour, minute] = draft.clock.split(':').map(Number)
      if (hour === undefined || minute === undefined || Number.isNaN(hour + minute)) return null
      if (draft.days.length === 0) return null
      const days = draft.days.length === weekdays.length ? '*' : [...draft.days].sort().join(',')
      return { kind: 'cron', expression: `${minute} ${hour} * * ${days}`, zone }
    }
    case 'cron': {
      const expression = draft.expression.trim()
      return expression ? { kind: 'cron', expression, zone } : null
    }
    case 'every': {
      const minutes = Number(draft.minutes)
      return Number.isInteger(minutes) && minutes > 0 ? { kind: 'every', minutes } : null
    }
    case 'at': {
      const time = new Date(draft.time)
      return Number.isNaN(time.getTime()) ? null : { kind: 'at', time: time.toISOString() }
    }
  }
}
