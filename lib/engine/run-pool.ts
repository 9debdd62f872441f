/** The runs that one worker has at work, at most `slots` at once. */
import type { RunEvent } from '../runs/events'
import { nextInLine } from '../runs/line/repository'
import { type LogPlace, readTails } from '../runs/log/many/repository'
import { UnreadableLog } from '../runs/log/unreadable-log'
import type { Move } from '../runs/news'
import { log } from '../shared/log'
import { settleMemory } from '../shared/settle-memory'
import { putAside, setDownBroken } from './break-off'
import { openSession } from './run-session'
import { Runner } from './runner'
import type { EngineServices } from './services'
import { isWorkerAlive } from './workers/repository'

/** A stopping worker waits this long for its runs to reach a boundary, then ends what they have under way. */
const drainMs = 4_000
/** So long they may take to write that down. */
const settleMs = 2_000
/** How often a stopping worker looks whether a claim under way has come to its end. */
const claimingMs = 20
const pokeAgainMs = 500
/** Runs that are taken from the line in one look. */
const mostAtOnce = 16
/** With no run at work for this long, the garbage of the last ones is given back. */
const quietMs = 8_000

export class RunPool {
  private readonly active = new Map<string, { runner: Runner; done: Promise<void> }>()
  private readonly claiming = new Set<string>()
  /** Woken while they were at work here: looked at once more when that work is over. */
  private readonly wokenMeanwhile = new Set<string>()
  private taken = 0
  private draining = false
  /** Somebody was turned away: whoever comes now stands in line behind them. */
  private crowded = false
  private filling = false
  private fillAgain = false
  /** Runs may be this worker's by their log that nobody here works on. */
  private owing = false

  constructor(
    private readonly services: EngineServices,
    private readonly slots: number,
  ) {}

  /**
   * Takes a run for which a wake-up came, when there is a slot for it; otherwise it stands in line, and whichever
   * worker has a slot first takes the run whose turn it is. Resolves when that is settled, not when the run is done.
   */
  async take(runId: string): Promise<void> {
    // Taken from the queue in the last moment: failing the wake-up would hold the run up until it is tried again.
    if (this.draining) return await this.passOn(runId)
    if (this.active.has(runId) || this.claiming.has(runId)) {
      this.wokenMeanwhile.add(runId)
      this.poke(runId)
      return
    }
    if (!this.crowded && (await this.tryRun(runId))) return
    await this.standInLine(runId)
    this.crowded = true
    await this.fill()
  }

  /** Fills free slots from the line, one look at a time. */
  async fill(): Promise<void> {
    this.fillAgain = true
    if (this.filling) return
    this.filling = true
    try {
      while (this.fillAgain && !this.draining) {
        this.fillAgain = false
        const free = Math.min(this.slots - this.taken, mostAtOnce)
        if (free <= 0) break
        const mine = [...this.active.keys(), ...this.claiming]
        const next = await nextInLine(this.services.db, free, mine)
        this.crowded = next.length === free
        const begun = await Promise.all(next.map(runId => this.tryRun(runId)))
        // Whoever was not to be had is at work elsewhere by now; there may be more behind.
        if (begun.includes(true) && next.length === free) this.fillAgain = true
      }
    } finally {
      this.filling = false
    }
  }

  /** False when there is no slot, or the run has to stand in line. */
  private async tryRun(runId: string): Promise<boolean> {
    // The look into the line may be older than the claim.
    if (this.draining || this.active.has(runId) || this.claiming.has(runId)) return true
    if (this.taken >= this.slots) return false
    this.taken += 1
    this.claiming.add(runId)
    try {
      return await this.begin(runId)
    } finally {
      this.claiming.delete(runId)
      if (!this.active.has(runId)) this.lookAgain(runId)
    }
  }

  private freeSlot(): void {
    this.taken -= 1
    // A place of its workspace is free too, which somebody may have been turned away for.
    if (!this.draining)
      void this.fill().catch((error: unknown) => log.warn({ error }, 'the line could not be looked at'))
  }

  /** For a run whose time of waiting is over: without this nobody would look for it again. */
  private async standInLine(runId: string): Promise<void> {
    const run = await this.services.db.run.findUnique({ where: { id: runId }, select: { status: true } })
    if (run?.status !== 'waiting') return
    const session = await openSession(this.services, runId)
    if (session) await new Runner(session).standInLine()
  }

  private async begin(runId: string): Promise<boolean> {
    try {
      const session = await openSession(this.services, runId)
      const runner = session && new Runner(session)
      const { db } = this.services
      if (runner && (await runner.claim(workerId => isWorkerAlive(db, workerId)))) {
        this.active.set(runId, { runner, done: this.work(runId, runner) })
        // Claimed while the worker was told to stop.
        if (this.draining) runner.handOver()
        return true
      }
      this.taken -= 1
      return runner?.session.journal.state.status !== 'queued'
    } catch (error) {
      this.taken -= 1
      this.owing = true
      // Neither this worker nor another would get further: the wake-up is done, and so is the run until it can be read.
      if (!(error instanceof UnreadableLog)) throw error
      await putAside(this.services, runId, error)
      return true
    }
  }

  private async work(runId: string, runner: Runner): Promise<void> {
    try {
      await runner.work()
    } catch (error) {
      log.error({ error, runId }, 'run broke off')
      await setDownBroken(this.services, runId, error, () => this.draining || runner.isAbandoned)
    } finally {
      this.active.delete(runId)
      this.freeSlot()
      if (this.active.size === 0) settleMemory(quietMs)
      this.lookAgain(runId)
    }
  }

  /** The wake-up may have been for what the run began to wait for in its last moment here. */
  private lookAgain(runId: string): void {
    if (!this.wokenMeanwhile.delete(runId)) return
    const again = this.draining ? this.passOn(runId) : this.take(runId)
    again.catch((error: unknown) => log.warn({ error, runId }, 'second look failed'))
  }

  private async passOn(runId: string): Promise<void> {
    const { db, queue } = this.services
    const run = await db.run.findUnique({ where: { id: runId }, select: { workspaceId: true } })
    if (run) await queue.wake(db, runId, run.workspaceId, { priority: 5 })
  }

  /** Somebody wrote to the logs of these runs: often this worker itself, which knows it already. */
  async news(moves: readonly Move[]): Promise<void> {
    const behind = moves.flatMap(({ runId, seq }) => {
      const journal = this.active.get(runId)?.runner.session.journal
      return journal && journal.seq < seq ? [{ runId, seq: journal.seq, to: seq }] : []
    })
    // One look for all: a word to a whole tree has reached the last of its runs as soon as the first.
    const tails = behind.length < 2 ? null : await this.tailsOf(behind)
    for (const { runId, to } of behind) this.poke(runId, to, tails?.get(runId))
  }

  /** Null when they cannot be read together: then each run reads its own. */
  private async tailsOf(behind: readonly LogPlace[]): Promise<Map<string, RunEvent[]> | null> {
    return await readTails(this.services.db, behind).catch((error: unknown) => {
      log.debug({ error }, 'runs read their news one by one')
      return null
    })
  }

  /** Somebody wrote to a run's log, up to event `seq`. `read` is what is known of it. */
  private poke(runId: string, seq = Number.POSITIVE_INFINITY, read: readonly RunEvent[] = []): void {
    const active = this.active.get(runId)
    if (!active || active.runner.session.journal.seq >= seq) return
    active.runner.poke(read).catch((error: unknown) => {
      if (error instanceof UnreadableLog) {
        active.runner.abandon()
        return putAside(this.services, runId, error)
      }
      log.warn({ error, runId }, 'poke failed')
      // What was written may be a stop, and nobody says it twice.
      setTimeout(() => this.poke(runId, seq), pokeAgainMs).unref()
    })
  }

  /** Ends the model calls under way that a kill switch covers. */
  halt(): void {
    for (const { runner } of this.active.values()) runner.halt()
  }

  replayDraft(runId: string): void {
    this.active.get(runId)?.runner.session.frames.replay()
  }

  abandonAll(): void {
    this.owing = true
    for (const { runner } of this.active.values()) runner.abandon()
  }

  /**
   * After the lock was lost, or a claim had an unknown end: what is this worker's by its log, and nobody here works on,
   * goes back into the line.
   */
  async giveBackLost(): Promise<void> {
    if (!this.owing || this.draining) return
    const { db, workerId } = this.services
    this.owing = false
    try {
      await Promise.all([...this.active.values()].map(({ runner, done }) => runner.isAbandoned && done))
      const mine = await db.run.findMany({ where: { status: 'running', workerId }, select: { id: true } })
      for (const { id } of mine) {
        if (this.active.has(id) || this.claiming.has(id)) continue
        const session = await openSession(this.services, id)
        if (session) await new Runner(session).giveBack()
      }
    } catch (error) {
      this.owing = true
      throw error
    }
  }

  /** Lets every run reach its next boundary and gives it back to the queue. */
  async drain(): Promise<void> {
    this.draining = true
    for (const { runner } of this.active.values()) runner.handOver()
    await Promise.race([this.empty(), after(drainMs)])
    for (const { runner } of this.active.values()) runner.handOver(true)
    await Promise.race([this.empty(), after(settleMs)])
    this.abandonAll()
  }

  /** Nobody is at work, and nobody is just being claimed. */
  private async empty(): Promise<void> {
    while (this.active.size > 0 || this.claiming.size > 0) {
      await Promise.race([...this.active.values()].map(({ done }) => done).concat(after(claimingMs)))
    }
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds).unref())
}
