/** Which runs somebody watches right now; watchers repeat themselves, and silence ends a watch. */

import { readWatch, watchLastsMs } from '../runs/news'
import { timeNow } from '../shared/clock'

export class Watched {
  private readonly until = new Map<string, number>()

  /** Takes in repeated and new watches. Returns the runs with somebody who has not seen their text so far. */
  add(payload: string, now: number = timeNow()): string[] {
    const watches = readWatch(payload)
    const fresh = watches.filter(({ runId, isNew }) => isNew || !this.has(runId, now))
    for (const { runId } of watches) this.until.set(runId, now + watchLastsMs)
    for (const [runId, until] of this.until) if (until < now) this.until.delete(runId)
    return fresh.map(({ runId }) => runId)
  }

  has(runId: string, now: number = timeNow()): boolean {
    return (this.until.get(runId) ?? 0) >= now
  }
}
