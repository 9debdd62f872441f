/** Which runs somebody watches right now; watchers repeat themselves, and silence ends a watch. */

import { watchLastsMs } from '../runs/news'
import { timeNow } from '../shared/clock'

export class Watched {
  private readonly until = new Map<string, number>()

  /** Takes in a repeated or new watch. Returns the runs that were not watched before. */
  add(runIds: readonly string[], now: number = timeNow()): string[] {
    const fresh = runIds.filter(runId => !this.has(runId, now))
    for (const runId of runIds) this.until.set(runId, now + watchLastsMs)
    for (const [runId, until] of this.until) if (until < now) this.until.delete(runId)
    return fresh
  }

  has(runId: string, now: number = timeNow()): boolean {
    return (this.until.get(runId) ?? 0) >= now
  }
}
