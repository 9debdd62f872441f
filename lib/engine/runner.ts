/** The thin shell around the pure core: ask what comes next, perform it, write it down, until the run rests. */
import type { EventDraft } from '../runs/events'
import { NoPlace, takePlace } from '../runs/line/repository'
import { askTool, type NextStep, nextStep } from '../runs/next-step'
import { isEnded } from '../runs/rules'
import { log } from '../shared/log'
import { settlement } from './call-budget'
import { answerText, loadHeavyParts } from './heavy-parts'
import { Superseded } from './journal'
import { performModelCall } from './perform-model'
import { performTools } from './perform-tools'
import type { RunSession } from './run-session'
import { parseAsk } from './tools/ask'

/** Waits up to this long are spent in place; for longer ones the run gives its worker back. */
const waitInPlaceMs = 3_000

/** One run at work on this worker. */
export class Runner {
  private effect = new AbortController()
  private leaving = false
  private abandoned = false

  constructor(readonly session: RunSession) {}

  /**
   * Claims the run in its log. False when it needs no worker, another live one has it, or its workspace has no place
   * for it: then it stands in line.
   */
  async claim(isAlive: (workerId: string) => Promise<boolean>): Promise<boolean> {
    const { journal, services } = this.session
    for (;;) {
      const { state } = journal
      if (isEnded(state.status) || (state.status === 'paused' && !state.stopRequested)) return false
      if (state.workerId && state.workerId !== services.workerId && (await isAlive(state.workerId)))
        return false
      if (state.status === 'waiting' && !isDue(state.waiting?.until)) return false
      this.stageClaim()
      try {
        if (await journal.commit()) return true
      } catch (error) {
        if (error instanceof Superseded) return false
        if (!(error instanceof NoPlace)) throw error
        journal.dropIntents()
        await this.standInLine()
        return false
      }
    }
  }

  /** A run that waited until now gives up waiting for its place in the line; one that stands there keeps it. */
  async standInLine(): Promise<void> {
    const { journal, worker } = this.session
    for (;;) {
      if (journal.state.status !== 'waiting' || !isDue(journal.state.waiting?.until)) return
      journal.stage({ type: 'run-resumed', actor: worker, data: { reason: 'It is time to go on.' } })
      if (await journal.commit()) return
    }
  }

  /** A run at work has its place already, and one that is to be stopped needs none: it only ends. */
  private stageClaim(): void {
    const { journal, services, worker, workspaceId, runId } = this.session
    const { status, stopRequested } = journal.state
    const needsPlace = status !== 'running' && !stopRequested
    journal.stage(
      { type: 'run-claimed', actor: worker, data: { workerId: services.workerId } },
      undefined,
      needsPlace ? tx => takePlace(tx, workspaceId, runId) : undefined,
    )
  }

  /** Works until the run rests: ended, waiting, paused, or taken by another worker. */
  async work(): Promise<void> {
    const { journal, store, heavy } = this.session
    try {
      // After the claim: what goes wrong here is then a break of this run, counted and told (R30).
      await loadHeavyParts(journal.state, store, heavy)
      for (;;) {
        if (this.abandoned) return
        if (this.leaving) return await this.giveBack()
        const step = nextStep(journal.state, Date.now())
        if (step.type === 'rest') {
          if (await journal.commit()) return
          continue
        }
        await this.perform(step)
      }
    } catch (error) {
      if (!(error instanceof Superseded)) throw error
      log.info({ runId: this.session.runId }, error.message)
    } finally {
      this.session.frames.end()
    }
  }

  /** Somebody else has written to the log: take it in, and end what a stop or a new owner makes pointless. */
  async poke(): Promise<void> {
    try {
      const { journal } = this.session
      await journal.sync()
      const { state } = journal
      if (state.stopRequested || isEnded(state.status)) this.effect.abort()
      // Paused and resumed during one call: the run is at work all along, and its row has to say so.
      else if (state.status === 'queued' && !this.leaving && !this.abandoned) {
        this.stageClaim()
        await journal.commit()
      }
    } catch (error) {
      if (error instanceof NoPlace) {
        // Its place was given away while it was paused: at the next boundary it goes back into the line.
        this.session.journal.dropIntents()
        this.handOver()
        return
      }
      if (!(error instanceof Superseded)) throw error
      this.effect.abort()
    }
  }

  /** Ends what is under way without a word in the log: the worker has lost its right to the run. */
  abandon(): void {
    this.abandoned = true
    this.effect.abort()
  }

  get isAbandoned(): boolean {
    return this.abandoned
  }

  /** At the next boundary the run goes to another worker; `now` ends what is under way to reach it. */
  handOver(now = false): void {
    this.leaving = true
    if (now) this.effect.abort()
  }

  private async giveBack(): Promise<void> {
    const { journal, services, worker, runId, workspaceId } = this.session
    if (!isEnded(journal.state.status) && journal.state.status === 'running') {
      journal.stage({
        type: 'run-resumed',
        actor: worker,
        data: { reason: 'The worker is stopping; another goes on.' },
      })
    }
    await journal.commit()
    await services.queue.wake(services.db, runId, workspaceId, { priority: 10 })
  }

  private async perform(step: Exclude<NextStep, { type: 'rest' }>): Promise<void> {
    const { journal } = this.session
    this.effect = new AbortController()
    switch (step.type) {
      case 'call-model':
        await performModelCall(this.session, step.step, step.attempt, this.effect.signal)
        return
      case 'run-tools':
        await performTools(this.session, step.calls, this.effect.signal)
        return
      case 'ask':
        this.stageQuestion(step)
        return
      case 'retry':
        await this.waitForRetry(step)
        return
      case 'wait':
        return this.stage({
          type: 'run-waiting',
          actor: this.session.worker,
          data: { for: step.for, reason: step.reason },
        })
      case 'end': {
        const { status, reason, message } = step
        const parts = journal.state.steps.at(-1)?.parts ?? []
        const result = step.result === null ? null : answerText(parts, this.session.heavy)
        const data = { status, reason, message, result }
        journal.stage(
          { type: 'run-ended', actor: this.session.worker, data },
          undefined,
          settlement(this.session),
        )
        await journal.commit()
        return
      }
    }
  }

  private stage(draft: EventDraft): void {
    this.session.journal.stage(draft)
  }

  /** A question parts the run from its worker; arguments that are no question go back to the model. */
  private stageQuestion({ step, call }: Extract<NextStep, { type: 'ask' }>): void {
    const ask = parseAsk(call.input)
    const actor = this.session.worker
    if (ask.ok) {
      const { question, choices } = ask
      this.stage({ type: 'question-asked', actor, data: { step, callId: call.callId, question, choices } })
      return
    }
    const data = {
      step,
      callId: call.callId,
      name: askTool,
      output: ask.problem,
      isError: true,
      durationMs: 0,
    }
    this.stage({ type: 'tool-finished', actor, data })
  }

  private async waitForRetry(step: Extract<NextStep, { type: 'retry' }>): Promise<void> {
    const { journal, services, runId, workspaceId, worker } = this.session
    const restMs = Date.parse(step.at) - Date.now()
    if (restMs <= waitInPlaceMs) {
      await journal.commit()
      await sleep(Math.max(0, restMs), this.effect.signal)
      if (!this.effect.signal.aborted)
        await performModelCall(this.session, step.step, step.attempt, this.effect.signal)
      return
    }
    journal.stage({
      type: 'run-waiting',
      actor: worker,
      data: { for: 'retry', reason: step.reason, until: step.at },
    })
    if (await journal.commit())
      await services.queue.wake(services.db, runId, workspaceId, { at: new Date(step.at) })
  }
}

function isDue(until: string | undefined): boolean {
  return until !== undefined && Date.parse(until) <= Date.now() + 50
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
