/** The worker's side of the machine: claims, steps, results that come late, deaths and lost locks. */
import { noUsage } from '../../usage/rules'
import type { EventDraft } from '../events'
import type { ModelErrorCode, ReplyPart } from '../message'
import { type NextStep, nextStep } from '../next-step'
import { isEnded, reefActor } from '../rules'
import { openAttempt, type RunState } from '../run-state'
import {
  append,
  began,
  type Hand,
  idle,
  late,
  type Machine,
  type Move,
  soon,
  spend,
  withHand,
} from './machine-state'
import { agent, worker } from './sample-log'

/** What a worker may do next, and what may happen to it. */
export function movesOfWorker(machine: Machine, index: 0 | 1): Move[] {
  const hand = machine.hands[index]
  const name = (what: string): string => `${what} ${index}`
  const { left, state, lastClaim } = machine
  const moves: Move[] = []
  // Idle workers are all alike: the second one takes a run only where the first one is busy.
  const isNext = index === 0 || machine.hands[0].claim !== null
  if (hand.claim === null)
    return isNext && mayClaim(machine) ? [claim(machine, index, name('claim'), lastClaim + 1)] : []
  const rest = (after: Machine): Machine => withHand(after, index, idle)
  if (left.deaths > 0) moves.push({ name: name('die'), events: [], after: rest(spend(machine, 'deaths')) })
  if (left.losses > 0 && !hand.lost)
    moves.push({
      name: name('lose'),
      events: [],
      after: withHand(spend(machine, 'losses'), index, { lost: true }),
    })
  // Its next write meets the claim of another: it lets go.
  if (hand.claim !== lastClaim) return [...moves, { name: name('yield'), events: [], after: rest(machine) }]
  // Paused and resumed while a call was under way: it says that it has it still.
  if (hand.doing && state.status === 'queued' && !hand.lost)
    moves.push(claim(machine, index, name('claim again'), lastClaim))
  if (hand.doing) moves.push(...finishes(machine, index, name('finish')))
  else {
    moves.push(act(machine, index, name('act')))
    if (left.handOvers > 0 && state.status === 'running') {
      const data = { reason: 'The worker is stopping; another goes on.' }
      const drafts: EventDraft[] = [{ type: 'run-resumed', actor: worker, data }]
      moves.push(append(rest(spend(machine, 'handOvers')), name('hand over'), drafts))
    }
  }
  return moves
}

/** As a worker decides before it claims: not what has ended, rests, or is with somebody who lives. */
function mayClaim({ state, hands, lastClaim, isLate }: Machine): boolean {
  const { status, stopRequested, workerId, waiting } = state
  if (isEnded(status) || (status === 'paused' && !stopRequested)) return false
  if (workerId !== null && hands.some(each => each.claim === lastClaim && !each.lost)) return false
  return status !== 'waiting' || stopRequested || (isLate && waiting?.until !== undefined)
}

function claim(machine: Machine, index: 0 | 1, name: string, number: number): Move {
  const drafts: EventDraft[] = [{ type: 'run-claimed', actor: worker, data: { workerId: `worker_${index}` } }]
  const claimed = withHand({ ...machine, lastClaim: number }, index, { claim: number })
  return append(claimed, name, drafts)
}

/** A worker asks what comes next and does it, up to where the world has to answer. */
function act(machine: Machine, index: 0 | 1, name: string): Move {
  const { state } = machine
  const open = openAttempt(state)
  const last = state.steps.at(-1)
  if (open && last) {
    const error = { code: 'aborted' as const, message: 'Lost.', retryable: false }
    const data = { step: last.step, callId: open.callId, error, lost: true as const }
    return append(machine, name, [{ type: 'model-failed', actor: worker, data }])
  }
  const step = nextStep(state, machine.isLate ? late : began)
  if (step.type === 'rest') return { name, events: [], after: withHand(machine, index, idle) }
  if (step.type === 'call-model' || step.type === 'run-tools') {
    const { doing, drafts } = beginningOf(step)
    return append(withHand(machine, index, { doing }), name, drafts)
  }
  const draft = draftOf(step, state)
  const parts = ['question-asked', 'run-waiting', 'run-ended'].includes(draft.type)
  return append(parts ? withHand(machine, index, idle) : machine, name, [draft])
}

type Begun = Extract<NextStep, { type: 'call-model' | 'run-tools' }>

/** What is under way from now on, and what the log has of it: a call that was lost with its worker begins only once. */
function beginningOf(step: Begun): { doing: Hand['doing']; drafts: EventDraft[] } {
  if (step.type === 'call-model') {
    const { type: _, ...call } = step
    const callId = `model_${step.step}_${step.attempt}`
    const data = { ...call, callId, prefixHash: 'p', messages: 1 }
    return {
      doing: { kind: 'model', step: step.step, callId },
      drafts: [{ type: 'model-called', actor: worker, data }],
    }
  }
  const fresh = step.calls.filter(call => call.status === 'called')
  const drafts = fresh.map(({ callId, name }): EventDraft => {
    return { type: 'tool-started', actor: worker, data: { step: step.step, callId, name } }
  })
  return { doing: { kind: 'tools', ids: step.calls.map(call => call.callId) }, drafts }
}

/** What else can come next is one event. */
function draftOf(step: Exclude<NextStep, Begun | { type: 'rest' }>, state: RunState): EventDraft {
  switch (step.type) {
    case 'ask': {
      const { callId } = step.call
      const data = { step: step.step, callId, question: 'Which?', choices: [], standard: 'Red', until: soon }
      return { type: 'question-asked', actor: worker, data }
    }
    case 'answer': {
      const data = { callId: step.callId, answer: step.answer, byDefault: true }
      return { type: 'question-answered', actor: reefActor, data }
    }
    case 'retry': {
      const data = { for: 'retry' as const, reason: step.reason, until: step.at }
      return { type: 'run-waiting', actor: worker, data }
    }
    case 'wait': {
      const { type: _, ...data } = step
      return { type: 'run-waiting', actor: worker, data }
    }
    case 'notify': {
      const { type: _, ...words } = step
      const data = { ...words, messageId: `notice_${state.steps.length}` }
      return { type: 'notice-given', actor: reefActor, data }
    }
    case 'end': {
      const { type: _, ...data } = step
      return { type: 'run-ended', actor: worker, data }
    }
    default:
      throw new Error(`Nothing here leads to ${step.type}`)
  }
}

/** What the world may answer to what a worker is doing. */
function finishes(machine: Machine, index: 0 | 1, name: string): Move[] {
  const { doing } = machine.hands[index]
  const free = withHand(machine, index, { doing: null })
  if (doing?.kind === 'tools') {
    const drafts = doing.ids.map((callId): EventDraft => {
      const data = { step: machine.state.steps.length, callId, name: 'bash', output: 'ok', isError: false }
      return { type: 'tool-finished', actor: worker, data: { ...data, durationMs: 1 } }
    })
    return [append(free, name, drafts)]
  }
  if (!doing) return []
  const { step, callId } = doing
  const tool = (what: string): ReplyPart => ({
    type: 'tool-call',
    callId: `${what}_${step}`,
    name: what,
    input: {},
  })
  const said = (words: string, parts: ReplyPart[]): Move =>
    append(free, `${name} with ${words}`, [replied(step, callId, parts)])
  const fails = (code: ModelErrorCode): EventDraft => {
    const error = { code, message: `It said ${code}.`, retryable: code === 'overloaded' }
    const data = { step, callId, error, ...(error.retryable ? { retryAt: soon } : {}) }
    return { type: 'model-failed', actor: agent, data }
  }
  const moves = [
    said('an answer', [{ type: 'text', text: 'Done.' }]),
    said('calls', [tool('bash'), tool('ask')]),
  ]
  // Told to stop, it breaks the call off.
  if (machine.state.stopRequested) moves.push(append(free, `${name} with a stop`, [fails('aborted')]))
  if (machine.left.failures > 0)
    for (const code of ['overloaded', 'credentials'] as const)
      moves.push(append(spend(free, 'failures'), `${name} with ${code}`, [fails(code)]))
  return moves
}

function replied(step: number, callId: string, parts: ReplyPart[]): EventDraft {
  const data = {
    step,
    callId,
    parts,
    finishReason: parts.some(part => part.type === 'tool-call') ? ('tool-calls' as const) : ('stop' as const),
    usage: { ...noUsage, inputFresh: 1, outputText: 1 },
    usageReported: true,
    cost: { micros: 1, price: null, reportedMicros: null },
    timing: { firstOutputMs: 1, totalMs: 1 },
  }
  return { type: 'model-replied', actor: agent, data }
}
