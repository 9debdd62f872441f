/** A run's log in the hands of its worker: facts are staged, committed together, and rebased when a person spoke first. */
import { type CounterLocks, lockCounters } from '../budgets/holds/repository'
import type { Connection, Database } from '../db/client'
import type { EventDraft, EventType, RunEvent } from '../runs/events'
import { copyContainers, foldInto, foldRun } from '../runs/fold'
import { placeEvents } from '../runs/log/place-events'
import {
  loadRunState,
  readEvents,
  SequenceConflict,
  type UsageEntry,
  writeEvents,
} from '../runs/log/repository'
import type { RunState } from '../runs/run-state'
import { assertPresent } from '../shared/assert'
import { timeNow } from '../shared/clock'
import { newId } from '../shared/id'

/** Another journal has claimed the run: this one stops at once and writes nothing more. */
export class Superseded extends Error {}

/** Intents are decided again when the log has moved; facts stand, whatever came before them. */
const intents: ReadonlySet<EventType> = new Set([
  'model-called',
  'model-changed',
  'side-called',
  'nested-called',
  'tool-started',
  'run-claimed',
  'run-waiting',
  // A worker's own, in the name of a kill switch.
  'run-paused',
  'run-ended',
  'question-asked',
  'child-started',
  'approval-requested',
  // A worker's own word on an approval is that its time is over: a person's may have come before.
  'approval-decided',
  'question-answered',
])

/** Something that is written in the same transaction as the event, such as a reservation. */
export interface Effect {
  (db: Connection): Promise<void>
  /** Counters of budgets that it books on: all effects of a transaction lock theirs together, before the first. */
  locks?: CounterLocks
}

/** What belongs to an event whoever writes it, such as the word to the parent of a run that ends. */
export type Alongside = (draft: EventDraft, state: RunState) => Effect | undefined

interface Staged {
  draft: EventDraft
  event: RunEvent
  usage?: UsageEntry
  effects: Effect[]
  dropped?: boolean
}

/** Many runs may wait for their turn on one budget, on a machine that is busy. */
const patience = { maxWait: 10_000, timeout: 30_000 }

/** So many events are folded anew to go back to what is committed; a copy for each would cost more as a run grows. */
const foldedAnew = 500

/** What the world hears of a log that grows. */
export interface JournalNews {
  /** Notices of these events that go out with their commit; none for a run that nobody watches. */
  packed(events: readonly RunEvent[]): string[]
  /** The log stands at event `seq`. */
  onCommit(seq: number): void
}

export class Journal {
  /** What surely is in the log: a state that nobody writes into, and the events after it. */
  private base: RunState
  private since: RunEvent[] = []
  private committedSeq: number
  private staged: Staged[] = []
  /** This journal's own, which it writes into. */
  private folded: RunState
  /** Tells its claims from those of others, a second one of the same worker among them. */
  readonly claimId = newId('claim')
  private turn: Promise<unknown> = Promise.resolve()
  private superseded: Superseded | undefined

  private constructor(
    private readonly db: Database,
    state: RunState,
    private readonly news: JournalNews,
    private readonly alongside: Alongside,
  ) {
    this.base = state
    this.committedSeq = state.seq
    this.folded = copyContainers(state)
  }

  /** Loads a run's log; null when there is no such run. */
  static async open(
    db: Database,
    runId: string,
    news: JournalNews,
    alongside: Alongside = () => undefined,
  ): Promise<Journal | null> {
    const state = await loadRunState(db, runId)
    return state ? new Journal(db, state, news, alongside) : null
  }

  /** The state with everything staged. It changes as facts are staged: take from it what has to stay as it is. */
  get state(): RunState {
    return this.folded
  }

  /** Number of the last event that is surely in the log. */
  get seq(): number {
    return this.committedSeq
  }

  /** Adds a fact to be written with the next commit. */
  stage(draft: EventDraft, usage?: UsageEntry, ...effects: (Effect | undefined)[]): void {
    const { runId, seq } = this.folded
    const event = assertPresent(
      placeEvents(runId, seq, [draft], new Date(timeNow()).toISOString())[0],
      'event',
    )
    this.staged.push({
      draft,
      event,
      ...(usage ? { usage } : {}),
      effects: effects.filter(effect => effect !== undefined),
    })
    this.folded = foldInto(this.folded, [event])
  }

  /**
   * Writes what is staged. False when the log had moved: facts were written on top of what came, intents were
   * dropped, and the caller decides again. Throws `Superseded` when another journal has claimed the run.
   */
  async commit(): Promise<boolean> {
    // A sync that comes between may drop an intent of ours; its commit must not pass for written then.
    const mine = [...this.staged]
    const straight = await this.exclusive(() => this.commitStaged())
    return straight && !mine.some(staged => staged.dropped)
  }

  private async commitStaged(): Promise<boolean> {
    for (let moved = false; ; moved = true) {
      if (this.staged.length === 0) return !moved
      try {
        await this.write()
        return !moved
      } catch (error) {
        if (!(error instanceof SequenceConflict)) throw error
        await this.rebase()
      }
    }
  }

  /** Forgets staged intents whose effect was refused. Facts staged before them stay. */
  dropIntents(): void {
    const facts: Staged[] = []
    for (const staged of this.staged) {
      if (intents.has(staged.draft.type)) staged.dropped = true
      else facts.push(staged)
    }
    this.staged = []
    this.folded = copyContainers(assertPresent(foldRun(this.base, this.since), 'state'))
    for (const { draft, usage, effects } of facts) this.stage(draft, usage, ...effects)
  }

  /** Takes in what others have appended; staged facts come to stand behind it. `read` is what was read of it already. */
  sync(read: readonly RunEvent[] = []): Promise<void> {
    return this.exclusive(() => this.rebase(read.filter(event => event.seq > this.committedSeq)))
  }

  /** Commits and syncs never overlap. */
  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    const allowed = (): Promise<T> => (this.superseded ? Promise.reject(this.superseded) : work())
    const result = this.turn.then(allowed, allowed)
    this.turn = result.catch(() => undefined)
    return result
  }

  private async write(): Promise<void> {
    const written = [...this.staged]
    const events = written.map(staged => staged.event)
    const usage = written.flatMap(staged => staged.usage ?? [])
    const effects = written.flatMap(({ draft, effects }) => [
      ...effects,
      ...[this.alongside(draft, this.folded)].flatMap(effect => effect ?? []),
    ])
    // What is staged while the effects take their time belongs to the next commit, and so does what it changes.
    const next = { ...this.folded, totals: { ...this.folded.totals } }
    const news = this.news.packed(events)
    if (effects.length === 0) await writeEvents(this.db, next, events, usage, news)
    else
      await this.db.$transaction(async tx => {
        await lockCounters(
          tx,
          effects.flatMap(({ locks }) => locks ?? []),
        )
        for (const effect of effects) await effect(tx)
        await writeEvents(tx, next, events, usage, news)
      }, patience)
    this.staged = this.staged.filter(staged => !written.includes(staged))
    this.settle(events)
    this.news.onCommit(this.committedSeq)
  }

  private settle(events: readonly RunEvent[]): void {
    this.since.push(...events)
    this.committedSeq = this.since.at(-1)?.seq ?? this.committedSeq
    if (this.since.length < foldedAnew) return
    this.base = assertPresent(foldRun(this.base, this.since), 'state')
    this.since = []
  }

  private async rebase(read: readonly RunEvent[] = []): Promise<void> {
    const follows = read[0]?.seq === this.committedSeq + 1
    const tail = follows ? read : await readEvents(this.db, this.base.runId, this.committedSeq)
    if (tail.length === 0) return
    this.settle(tail)
    this.requireOwner(tail)
    this.dropIntents()
  }

  /** Once another has claimed the run it is theirs for good: whoever asks this journal to write is refused. */
  private requireOwner(tail: readonly RunEvent[]): void {
    const claimed = tail.findLast(event => event.type === 'run-claimed')
    if (claimed && claimed.data.claimId !== this.claimId) {
      this.superseded = new Superseded(`Run ${this.base.runId} was claimed by ${claimed.data.workerId}`)
      throw this.superseded
    }
  }
}
