/** Which of the moments that have come are to start work, and which are only written down. Pure. */
import type { FireKind, MissedFires } from './schema'

/** A moment older than this was missed: a worker looks every second. */
export const lateAfterMs = 60_000
/** Of many missed moments so many are made up for, and as many are written down. */
export const maxCaughtUp = 20

export interface DueFire {
  firesAt: number
  kind: FireKind
}

/**
 * What to do about moments that have come, oldest first, in milliseconds. `skip` starts only what is not late, `once`
 * starts the newest one for all of them, `all` starts each. At most 20 are kept, the newest ones.
 */
export function decideFires(due: readonly number[], now: number, missed: MissedFires): DueFire[] {
  const kept = due.slice(-maxCaughtUp)
  return kept.map((firesAt, index) => {
    const isLate = now - firesAt > lateAfterMs
    const isNewest = index === kept.length - 1
    const starts = missed === 'all' || (missed === 'once' ? isNewest : !isLate)
    return { firesAt, kind: !starts ? 'skipped' : isLate ? 'caught-up' : 'on-time' }
  })
}
