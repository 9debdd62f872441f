/** The state of a run that is short enough to travel inside a page; the stream brings the others. */
import type { Actor } from '../accounts/actor'
import { readRunState } from './repository'
import type { RunState } from './run-state'
import type { RunSummary } from './schema'

/** Folding more events than this would keep the page waiting. */
const mostEvents = 1_000
/** As JSON. More would make the page heavier than the stream is slow. */
const mostCharacters = 300_000

/** The folded state, or undefined when the run is long or large. */
export async function readShortRun(
  actor: Actor,
  { id, seq }: Pick<RunSummary, 'id' | 'seq'>,
): Promise<RunState | undefined> {
  if (seq > mostEvents) return undefined
  const state = await readRunState(actor, id)
  return JSON.stringify(state).length > mostCharacters ? undefined : state
}
