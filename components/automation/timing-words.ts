import type { FireKind, Timing } from '../../lib/schedules/schema'
import { formatPlural } from '../../lib/shared/format'
import { readDays, weekdays } from './timing-draft'

export const fireWords: Record<FireKind, string> = {
  'on-time': 'started',
  'caught-up': 'started late',
  'by-hand': 'started by hand',
  skipped: 'missed',
}

/** A timing as a person says it. */
export function timingWords(timing: Timing): string {
  switch (timing.kind) {
    case 'cron':
      return `${cronWords(timing.expression)}, ${timing.zone} time`
    case 'every':
      return everyWords(timing.minutes)
    case 'at':
      return 'Once'
  }
}

function everyWords(minutes: number): string {
  if (minutes % 1_440 === 0) return every(minutes / 1_440, 'day')
  return minutes % 60 === 0 ? every(minutes / 60, 'hour') : every(minutes, 'minute')
}

function every(count: number, unit: string): string {
  return `Every ${count === 1 ? unit : formatPlural(count, unit)}`
}

/** What most lines mean, in words; the others as they are. */
function cronWords(expression: string): string {
  const daily = readDays(expression)
  return daily ? `${dayWords(daily.days)} at ${daily.clock}` : `By the cron line ${expression}`
}

function dayWords(days: readonly number[]): string {
  if (days.length === weekdays.length) return 'Every day'
  const names = weekdays.filter(([day]) => days.includes(day)).map(([, name]) => name)
  const places = weekdays.flatMap(([day], index) => (days.includes(day) ? [index] : []))
  const isRow = places.length > 2 && places.every((place, index) => place === (places[0] ?? 0) + index)
  if (isRow) return `${names[0]} to ${names.at(-1)}`
  return names.length === 1 ? `Every ${names[0]}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
