/** The state of a run that travels inside its page; that of a larger run travels beside it. */
import type { Actor } from '../accounts/actor'
import { readRunState } from './repository'
import type { RunState } from './run-state'
import type { RunSummary } from './schema'

/** Folding more events than this would keep the page waiting, and the browser could load its scripts meanwhile. */
const mostEvents = 1_000
/** As JSON, which a page carries compressed to about a tenth. */
const mostCharacters = 500_000

/** The folded state, or undefined when the run is too long or too large. */
export async function readPageState(
  actor: Actor,
  { id, seq }: Pick<RunSummary, 'id' | 'seq'>,
): Promise<RunState | undefined> {
  if (seq > mostEvents) return undefined
  const state = await readRunState(actor, id)
  return JSON.stringify(state).length > mostCharacters ? undefined : state
}
