/** Days and months of a workspace, in its own time zone: what they are called, when they begin and when they turn. Pure. */
import type { BudgetPeriod } from './rules'

export interface Period {
  /** A day, a month, a run's id, or "total". */
  key: string
  /** When it began and when it turns; null for what is not bound to the calendar. */
  from: Date | null
  until: Date | null
}

const dayMs = 86_400_000

/** Longer than any day or month, whatever clocks do. */
const longest = { day: 2 * dayMs, month: 33 * dayMs } as const

/** The period of a budget in which `now` lies. `runId` names the run that a person started. */
export function periodOf(period: BudgetPeriod, now: Date, timeZone: string, runId: string): Period {
  if (period === 'total') return { key: 'total', from: null, until: null }
  if (period === 'run') return { key: runId, from: null, until: null }
  const at = now.getTime()
  const known = lastPeriods.get(`${period} ${timeZone}`)
  if (known && known.from.getTime() <= at && at < known.until.getTime()) return known
  const key = keyAt(period, at, timeZone)
  const isSame = (time: number): boolean => keyAt(period, time, timeZone) === key
  const until = new Date(turn(at, at + longest[period], isSame))
  const from = new Date(turn(at, at - longest[period], isSame) + 1)
  const found = { key, from, until }
  lastPeriods.set(`${period} ${timeZone}`, found)
  return found
}

/** Searching costs some hundred formats; the answer holds for a day or a month. */
const lastPeriods = new Map<string, Period & { from: Date; until: Date }>()

/** The first millisecond, from `inside` towards `outside`, at which `isSame` does not hold any more. */
function turn(inside: number, outside: number, isSame: (time: number) => boolean): number {
  let [known, other] = [inside, outside]
  while (Math.abs(other - known) > 1) {
    const middle = Math.floor((known + other) / 2)
    if (isSame(middle)) known = middle
    else other = middle
  }
  return other
}

/** "2026-11-22" or "2026-11", as a calendar on the wall shows it there. */
function keyAt(period: 'day' | 'month', time: number, timeZone: string): string {
  const [month, day, year] = formatOf(timeZone).format(time).split('/')
  return period === 'day' ? `${year}-${month}-${day}` : `${year}-${month}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}
