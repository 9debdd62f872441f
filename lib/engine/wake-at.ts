/** Asks for a worker at a time, in the transaction of the event that says so. */
import type { Effect } from './journal'
import type { RunSession } from './run-session'

export function wakeAt({ services, runId, workspaceId }: RunSession, at: Date): Effect {
  return db => services.queue.wake(db, runId, workspaceId, { at })
}
