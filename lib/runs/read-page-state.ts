/** The state of a run that travels inside its page; of a run too large for that, the stream brings the events. */
import type { Actor } from '../accounts/actor'
import { readRunState } from './repository'
import type { RunState } from './run-state'
import type { RunSummary } from './schema'

/** Folding more events than this would keep the page waiting. */
const mostEvents = 20_000
/** As JSON, which a page carries compressed to about a tenth. */
const mostCharacters = 4_000_000

/** The folded state, or undefined when the run is too long or too large. */
export async function readPageState(
  actor: Actor,
  { id, seq }: Pick<RunSummary, 'id' | 'seq'>,
): Promise<RunState | undefined> {
  if (seq > mostEvents) return undefined
  const state = await readRunState(actor, id)
  return JSON.stringify(state).length > mostCharacters ? undefined : state
}
