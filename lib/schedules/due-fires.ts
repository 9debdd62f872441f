/** The moments that have come since a schedule was looked at last. */
import { nextFire } from './next-fires'
import { maxCaughtUp } from './rules'
import type { Timing } from './schema'

/** Further back than this, moments are counted no more. */
const lookBackMs = 7 * 24 * 60 * 60 * 1000

/** From `first`, which is itself a moment, up to `now`: the newest 20 of them, and the first one after `now`. */
export function dueFires(timing: Timing, first: Date, now: Date): { due: number[]; next: Date | null } {
  const due: number[] = []
  const start = Math.max(first.getTime(), now.getTime() - lookBackMs)
  let time: Date | null = start === first.getTime() ? first : nextFire(timing, new Date(start))
  while (time && time <= now) {
    due.push(time.getTime())
    if (due.length > maxCaughtUp) due.shift()
    time = nextFire(timing, time)
  }
  // Nothing in the last week: what was due before is still owed.
  if (due.length === 0 && first <= now) due.push(first.getTime())
  return { due, next: time }
}
