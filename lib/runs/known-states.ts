/** States that this process has folded already: a log never changes, so only what was appended since has to be read. */
import 'server-only'
import type { Connection } from '../db/client'
import { foldRun } from './fold'
import { loadRunState, readEvents } from './log/repository'
import type { RunState } from './run-state'

/** Together the states kept stand for at most so many events, about a kilobyte each. */
const mostEvents = 20_000

export class KnownStates {
  /** In the order of their last use. */
  private readonly states = new Map<string, RunState>()
  private events = 0

  /** The folded state of a run as its log is now; null when it has none. */
  async load(db: Connection, runId: string): Promise<RunState | null> {
    const known = this.states.get(runId)
    const state = known ? await this.catchUp(db, known) : await loadRunState(db, runId)
    if (state) this.keep(state)
    return state
  }

  /** A tail that does not follow (the database was restored to an earlier day) means to begin anew. */
  private async catchUp(db: Connection, known: RunState): Promise<RunState | null> {
    // The last known event is read again: it proves that the log is still the one that was folded.
    const [last, ...tail] = await readEvents(db, known.runId, known.seq - 1)
    if (last?.seq !== known.seq || last.at !== known.lastEventAt || tail.length >= 4_999)
      return await loadRunState(db, known.runId)
    return foldRun(known, tail)
  }

  private keep(state: RunState): void {
    this.forget(state.runId)
    if (state.seq > mostEvents) return
    this.states.set(state.runId, state)
    this.events += state.seq
    for (const runId of this.states.keys()) {
      if (this.events <= mostEvents) return
      this.forget(runId)
    }
  }

  private forget(runId: string): void {
    this.events -= this.states.get(runId)?.seq ?? 0
    this.states.delete(runId)
  }
}

const shared = globalThis as typeof globalThis & { reefKnownStates?: KnownStates }

/** The process's states: pages and routes are bundled apart and still share them. */
export function knownStates(): KnownStates {
  shared.reefKnownStates ??= new KnownStates()
  return shared.reefKnownStates
}
