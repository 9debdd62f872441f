/** The runs that one worker has at work, at most `slots` at once. */
import { UnreadableLog } from '../runs/log/unreadable-log'
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
const pokeAgainMs = 500
/** A run waits this long for a slot here, and is then offered to all workers again. */
const slotPatienceMs = 1_500
const passOnMs = 250
/** With no run at work for this long, the garbage of the last ones is given back. */
const quietMs = 8_000

export class RunPool {
  private readonly active = new Map<string, { runner: Runner; done: Promise<void> }>()
  private readonly claiming = new Set<string>()
  /** Woken while they were at work here: looked at once more when that work is over. */
  private readonly wokenMeanwhile = new Set<string>()
  private waiters: (() => void)[] = []
  private taken = 0
  private draining = false

  constructor(
    private readonly services: EngineServices,
    private readonly slots: number,
  ) {}

  /**
   * Takes a run once a slot is free; a run that finds none for a while is left to a worker that has one. Resolves
   * when it is claimed (or needs no worker, or was passed on), not when it is done.
   */
  async take(runId: string, priority = 0): Promise<void> {
    if (this.draining) throw new Error('This worker is stopping')
    if (this.active.has(runId) || this.claiming.has(runId)) {
      this.wokenMeanwhile.add(runId)
      this.poke(runId)
      return
    }
    this.claiming.add(runId)
    try {
      if (await this.takeSlot()) await this.begin(runId)
      else await this.passOn(runId, priority)
    } finally {
      this.claiming.delete(runId)
      if (!this.active.has(runId)) this.lookAgain(runId)
    }
  }

  /** False when none became free in time. */
  private takeSlot(): Promise<boolean> {
    if (this.taken < this.slots) {
      this.taken += 1
      return Promise.resolve(true)
    }
    return new Promise(resolve => {
      const waiter = (): void => {
        clearTimeout(timer)
        resolve(true)
      }
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter(each => each !== waiter)
        resolve(false)
      }, slotPatienceMs)
      this.waiters.push(waiter)
    })
  }

  /** A slot goes straight to the run that has waited longest. */
  private freeSlot(): void {
    const next = this.waiters.shift()
    if (next) next()
    else this.taken -= 1
  }

  private async begin(runId: string): Promise<void> {
    try {
      const session = await openSession(this.services, runId)
      const runner = session && new Runner(session)
      const { db } = this.services
      if (!runner || !(await runner.claim(workerId => isWorkerAlive(db, workerId)))) return this.freeSlot()
      this.active.set(runId, { runner, done: this.work(runId, runner) })
    } catch (error) {
      this.freeSlot()
      // Neither this worker nor another would get further: the wake-up is done, and so is the run until it can be read.
      if (error instanceof UnreadableLog) await putAside(this.services, runId, error)
      else throw error
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
    const again = this.draining ? this.passOn(runId, 5) : this.take(runId)
    again.catch((error: unknown) => log.warn({ error, runId }, 'second look failed'))
  }

  /** With its own priority: it must not fall behind what came later. */
  private async passOn(runId: string, priority: number): Promise<void> {
    const { db, queue } = this.services
    const run = await db.run.findUnique({ where: { id: runId }, select: { workspaceId: true } })
    if (run) await queue.wake(db, runId, run.workspaceId, { at: new Date(Date.now() + passOnMs), priority })
  }

  /** Somebody wrote to a run's log, up to event `seq`: often this worker itself, which knows it already. */
  poke(runId: string, seq = Number.POSITIVE_INFINITY): void {
    const active = this.active.get(runId)
    if (!active || active.runner.session.journal.seq >= seq) return
    active.runner.poke().catch((error: unknown) => {
      if (error instanceof UnreadableLog) {
        active.runner.abandon()
        return putAside(this.services, runId, error)
      }
      log.warn({ error, runId }, 'poke failed')
      // What was written may be a stop, and nobody says it twice.
      setTimeout(() => this.poke(runId, seq), pokeAgainMs).unref()
    })
  }

  replayDraft(runId: string): void {
    this.active.get(runId)?.runner.session.frames.replay()
  }

  abandonAll(): void {
    for (const { runner } of this.active.values()) runner.abandon()
  }

  /** Lets every run reach its next boundary and gives it back to the queue. */
  async drain(): Promise<void> {
    this.draining = true
    const all = [...this.active.values()]
    for (const { runner } of all) runner.handOver()
    const done = Promise.all(all.map(({ done }) => done))
    await Promise.race([done, after(drainMs)])
    for (const { runner } of this.active.values()) runner.handOver(true)
    await Promise.race([done, after(settleMs)])
    this.abandonAll()
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds).unref())
}
