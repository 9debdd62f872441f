/** When a blocker is met, and whether an edge would close a circle. Pure. */
import type { WaitsUntil } from './schema'

/** A task that is done holds nobody; a run that succeeded is enough where that was asked for. */
export function isMet(until: WaitsUntil, taskStatus: string, runStatus: string | null): boolean {
  return taskStatus === 'done' || (until === 'succeeded' && runStatus === 'succeeded')
}

/**
 * The way from a blocker back to the task, as ids from the task over its blockers to itself, or null when there is
 * none. `edges` says what each task waits for already; the task's own old edges do not count.
 */
export function findCycle(
  edges: ReadonlyMap<string, readonly string[]>,
  taskId: string,
  blockers: readonly string[],
): string[] | null {
  const seen = new Set<string>()
  const ways = blockers.map(blocker => [taskId, blocker])
  for (let way = ways.pop(); way; way = ways.pop()) {
    const last = way.at(-1) ?? taskId
    if (last === taskId) return way
    if (seen.has(last)) continue
    seen.add(last)
    for (const next of edges.get(last) ?? []) ways.push([...way, next])
  }
  return null
}
