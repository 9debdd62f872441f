/** The thin shell around the pure core: ask what comes next, perform it, write it down, until the run rests. */
import { openSideCall } from '../runs/calls'
import { planRequest } from '../runs/decide-plan'
import type { EventDraft, RunEvent } from '../runs/events'
import { standOf } from '../runs/limits'
import { NoPlace, takePlace } from '../runs/line/repository'
import { type NextStep, nextStep } from '../runs/next-step'
import { shapeNotice } from '../runs/result-shape'
import { isEnded, reefActor } from '../runs/rules'
import { openAttempt, openChildren, type RunState, recipeOf } from '../runs/run-state'
import { endedOf } from '../runs/tree/repository'
import { timeNow } from '../shared/clock'
import { newId } from '../shared/id'
import { log } from '../shared/log'
import { performChecks } from './checks/perform-checks'
import { answerText, loadHeavyParts } from './heavy-parts'
import { Superseded } from './journal'
import { stageLostCalls } from './lost-call'
import { performCompaction } from './perform-compaction'
import { performDelegation } from './perform-delegation'
import { performModelCall } from './perform-model'
import { performTools } from './perform-tools'
import { giveUpModel } from './resting-models'
import { openCatalogue } from './run-catalogue'
import type { RunSession } from './run-session'
import { expiryOf, stageQuestion } from './stage-question'
import { wakeAt } from './wake-at'
import { setBackMs } from './workers/repository'

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
      if (state.status === 'waiting' && !(await this.isOver(state))) return false
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
      if (journal.state.status !== 'waiting' || !(await this.isOver(journal.state))) return
      journal.stage({ type: 'run-resumed', actor: worker, data: { reason: 'It can go on.' } })
      if (await journal.commit()) return
    }
  }

  /** A run at work has its place already, and one that is to be stopped needs none: it only ends. */
  private stageClaim(): void {
    const { journal, services, worker, workspaceId, runId } = this.session
    const { status, stopRequested } = journal.state
    const needsPlace = status !== 'running' && !stopRequested
    journal.stage(
      { type: 'run-claimed', actor: worker, data: { workerId: services.workerId, claimId: journal.claimId } },
      undefined,
      needsPlace ? tx => takePlace(tx, workspaceId, runId) : undefined,
    )
  }

  /** Whether what the run waits for has come: its time, the end of a child, or a person who stops it. */
  private async isOver(state: RunState): Promise<boolean> {
    if (state.stopRequested || isDue(state)) return true
    const open = openChildren(state).map(child => child.childRunId)
    return open.length > 0 && (await endedOf(this.session.services.db, open)).length > 0
  }

  /** Works until the run rests: ended, waiting, paused, or taken by another worker. */
  async work(): Promise<void> {
    const { journal, store, heavy } = this.session
    try {
      // After the claim: what goes wrong here is then a break of this run, counted and told (R30).
      await loadHeavyParts(journal.state, store, heavy)
      const { techniques } = this.session.services
      this.session.catalogue = await openCatalogue(recipeOf(journal.state), store, techniques)
      await stageLostCalls(this.session)
      for (;;) {
        if (this.abandoned) return
        if (this.leaving) return await this.giveBack()
        const step = nextStep(journal.state, timeNow())
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

  /**
   * Somebody else has written to the log: take it in, and end what a stop or a new owner makes pointless. `read` is
   * what was read of it already.
   */
  async poke(read: readonly RunEvent[]): Promise<void> {
    try {
      const { journal } = this.session
      await journal.sync(read)
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

  /** Ends a model call under way that a kill switch covers; whatever else is under way may end by itself. */
  halt(): void {
    const { state } = this.session.journal
    const calls = openAttempt(state) ?? openSideCall(state)
    if (calls && this.session.services.switches.over(this.session)) this.effect.abort()
  }

  /** At the next boundary the run goes to another worker; `now` ends what is under way to reach it. */
  handOver(now = false): void {
    this.leaving = true
    if (now) this.effect.abort()
  }

  /** Puts the run back into the line, for whichever worker has a slot. */
  async giveBack(): Promise<void> {
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
        stageQuestion(this.session, step)
        return
      case 'delegate':
        await performDelegation(this.session, step.calls)
        return
      case 'retry':
        await this.waitForRetry(step)
        return
      case 'ask-plan':
        if (journal.state.plan) this.stage(planRequest(journal.state.plan, step.step, newId('approval')))
        return
      case 'expire':
        return this.stage(expiryOf(step.approvalId))
      case 'answer': {
        const { callId, answer } = step
        return this.stage({
          type: 'question-answered',
          actor: reefActor,
          data: { callId, answer, byDefault: true },
        })
      }
      case 'wait': {
        const { type: _, ...data } = step
        const wake = data.until ? wakeAt(this.session, new Date(data.until)) : undefined
        journal.stage({ type: 'run-waiting', actor: this.session.worker, data }, undefined, wake)
        return
      }
      case 'notify': {
        const { type: _, ...words } = step
        const data = { ...words, messageId: newId('message') }
        return this.stage({ type: 'notice-given', actor: reefActor, data })
      }
      case 'run-checks':
        await performChecks(this.session, step, this.effect.signal)
        return
      case 'change-model': {
        return giveUpModel(this.session, step.model, step.reason)
      }
      case 'compact':
        await performCompaction(this.session, step.step, step.plan, this.effect.signal)
        return
      case 'end':
        return await this.end(step)
    }
  }

  private async end({ status, reason, message, result: words }: Extract<NextStep, { type: 'end' }>) {
    const { journal, heavy, worker } = this.session
    const { state } = journal
    const parts = state.steps.at(-1)?.parts ?? []
    const untold = state.closing && status === 'failed' ? standOf(state) : null
    const result = words === null ? untold : answerText(parts, heavy)
    const notice = status === 'succeeded' ? shapeNotice(state, result ?? '') : null
    if (notice !== null) {
      const data = { messageId: newId('message'), cause: 'child' as const, text: notice }
      return this.stage({ type: 'notice-given', actor: reefActor, data })
    }
    const data = { status, reason, message, result }
    journal.stage({ type: 'run-ended', actor: worker, data })
    await journal.commit()
  }

  private stage(draft: EventDraft): void {
    this.session.journal.stage(draft)
  }

  private async waitForRetry(step: Extract<NextStep, { type: 'retry' }>): Promise<void> {
    const { journal, services, runId, workspaceId, worker } = this.session
    const restMs = Date.parse(step.at) - timeNow()
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

/** Its time has come; or clocks were set back since it began to wait, and it may have waited for longer than it says. */
function isDue({ waiting, lastEventAt }: RunState): boolean {
  if (waiting?.until === undefined) return false
  const time = timeNow()
  return Date.parse(waiting.until) <= time + 50 || Date.parse(lastEventAt) > time + setBackMs
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
