/** A command reaches many runs below one: what a batch of them is told is one transaction, not one each. */
import { noticesOf } from '../webhooks/rules'
import { decide, type StateCommand } from './decide'
import type { Decision } from './decide-outcome'
import { foldRun } from './fold'
import { appendToMany, loadRunStates, lockRuns } from './log/many/repository'
import { placeEvents } from './log/place-events'
import type { NewsDesk } from './news'
import type { RunState } from './run-state'
import { newFacts, type Telling } from './tell-run'
import { wakeParent } from './wake-parent'

/** A batch holds at most so many runs, and logs of so many events in all: it is read and locked as one. */
const mostRuns = 40
const mostEvents = 8_000

/** Runs of one depth each: a transaction never holds a parent and its child. Sorted as they come. */
export function inBatches(runs: readonly { id: string; depth: number; seq: number }[]): string[][] {
  const batches: { depth: number; events: number; ids: string[] }[] = []
  for (const { id, depth, seq } of runs) {
    const open = batches.at(-1)
    const fits = open?.depth === depth && open.ids.length < mostRuns && open.events + seq <= mostEvents
    if (!fits) batches.push({ depth, events: seq, ids: [id] })
    else {
      open.ids.push(id)
      open.events += seq
    }
  }
  return batches.map(({ ids }) => ids)
}

/**
 * Tells the runs of a batch a command: decides for each by itself, as if it were told alone, and writes what comes of
 * it together. Returns the ids of those that have to be told alone: their logs moved meanwhile, or they need more
 * than a batch writes.
 */
export async function tellBatch(
  telling: Telling,
  batch: readonly string[],
  command: StateCommand,
  news: NewsDesk,
): Promise<string[]> {
  const { db, queue, workspaceId } = telling
  const states = await loadRunStates(db, batch)
  const told = states.flatMap(state => toldOf(telling, state, command))
  const plain = told.filter(({ isPlain }) => isPlain)
  const ids = plain.map(({ runId }) => runId)
  const written = await db.$transaction(async tx => {
    const stands = await lockRuns(tx, ids)
    const fits = plain.filter(({ runId, seq }) => stands.get(runId) === seq)
    if (fits.length > 0) await appendToMany(tx, fits)
    for (const { runId, wake } of fits) if (wake) await queue.wake(tx, runId, workspaceId, { priority: 5 })
    const parents = fits.flatMap(({ next }) => (next.endedAt ? (next.created.parentRunId ?? []) : []))
    for (const parent of new Set(parents)) await wakeParent(queue, workspaceId, parent)?.(tx)
    return fits
  })
  for (const { runId, next } of written) news.announce(workspaceId, runId, next.seq)
  return told.filter(each => !written.includes(each)).map(({ runId }) => runId)
}

/** What a command makes of one run; nothing where it is refused or changes nothing. */
function toldOf({ actor }: Telling, state: RunState, command: StateCommand) {
  const decision: Decision = decide(state, command, actor, { ...newFacts(null), now: Date.now() })
  if (!decision.ok || decision.events.length === 0) return []
  const { runId, seq } = state
  const events = placeEvents(runId, seq, decision.events, new Date().toISOString())
  const next = foldRun(state, events)
  if (!next) return []
  // Of the first run of a tree more is written than its log.
  const isPlain = state.created.parentRunId !== null && noticesOf(next, events).length === 0
  return [{ runId, seq, events, next, wake: decision.wake, isPlain }]
}
