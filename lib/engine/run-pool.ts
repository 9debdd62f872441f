/** The runs that one worker has at work, at most `slots` at once. */

import { recipeOf } from '../runs/run-state'
import { log } from '../shared/log'
import { settleMemory } from '../shared/settle-memory'
import { setDownBroken } from './break-off'
import { openSession } from './run-session'
import { Runner } from './runner'
import type { EngineServices } from './services'
import { isWorkerAlive } from './workers/repository'

/** A stopping worker waits this long for its runs to reach a boundary, then ends what they have under way. */
const drainMs = 4_000
/** So long they may take to write that down. */
const settleMs = 2_000
const pokeAgainMs = 500

/** With no run at work for this long, the garbage of the last ones is given back. */
const quietMs = 8_000

export class RunPool {
  private readonly active = new Map<string, { runner: Runner; done: Promise<void> }>()
  private readonly claiming = new Set<string>()
  private waiters: (() => void)[] = []
  private draining = false

  constructor(
    private readonly services: EngineServices,
    private readonly slots: number,
  ) {}

  /** Takes a run once a slot is free. Resolves when it is claimed (or needs no worker), not when it is done. */
  async take(runId: string): Promise<void> {
    if (this.draining) throw new Error('This worker is stopping')
    if (this.active.has(runId) || this.claiming.has(runId)) {
      this.poke(runId)
      return
    }
    this.claiming.add(runId)
    try {
      while (this.active.size >= this.slots) await new Promise<void>(resolve => this.waiters.push(resolve))
      await this.begin(runId)
    } finally {
      this.claiming.delete(runId)
    }
  }

  private async begin(runId: string): Promise<void> {
    const session = await openSession(this.services, runId)
    if (!session) return
    const runner = new Runner(session)
    const { db } = this.services
    if (!(await runner.claim(workerId => isWorkerAlive(db, workerId)))) return
    // The shell starts while the model thinks about its first answer.
    if (recipeOf(session.journal.state).tools.includes('bash'))
      this.services.sandbox.prepare?.(session.workspaceId)
    const done = runner
      .work()
      .catch((error: unknown) => {
        log.error({ error, runId }, 'run broke off')
        return setDownBroken(this.services, runId, error, () => this.draining || runner.isAbandoned)
      })
      .finally(() => this.release(runId))
    this.active.set(runId, { runner, done })
  }

  private release(runId: string): void {
    this.active.delete(runId)
    this.waiters.shift()?.()
    if (this.active.size === 0) settleMemory(quietMs)
  }

  /** Somebody wrote to a run's log, up to event `seq`: often this worker itself, which knows it already. */
  poke(runId: string, seq = Number.POSITIVE_INFINITY): void {
    const active = this.active.get(runId)
    if (!active || active.runner.session.journal.seq >= seq) return
    active.runner.poke().catch((error: unknown) => {
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
