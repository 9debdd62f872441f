/** A run, two workers that may have it and a person who speaks to it: one machine whose every move can be tried. */
import { noUsage } from '../../usage/rules'
import { decide, type StateCommand } from '../decide'
import type { EventDraft, RunEvent } from '../events'
import { foldRun } from '../fold'
import { placeEvents } from '../log/place-events'
import type { ModelErrorCode, ReplyPart } from '../message'
import { nextStep } from '../next-step'
import { isEnded, reefActor } from '../rules'
import { openAttempt, type RunState } from '../run-state'
import { agent, person, sampleDrafts, sampleRecipe, worker } from './sample-log'

/** All events have this one time; what a run waits for lies behind it, and `late` is after all of it. */
const began = Date.UTC(2026, 10, 22, 10)
const late = began + 24 * 3_600_000
const at = new Date(began).toISOString()
const soon = new Date(began + 60_000).toISOString()

/** What a worker has in its memory, which its death takes along. */
interface Hand {
  /** Number of its claim; null when it is not at the run. */
  claim: number | null
  doing: { kind: 'model'; step: number; callId: string } | { kind: 'tools'; ids: string[] } | null
  /** It has lost its lock and does not know it yet: others may take the run. */
  lost: boolean
}

/** How often each of the moves may still be made that would otherwise go on for ever. */
export interface Left {
  messages: number
  pauses: number
  failures: number
  deaths: number
  losses: number
  handOvers: number
}

export interface Machine {
  state: RunState
  hands: readonly [Hand, Hand]
  /** Number of the newest claim in the log: the fence. */
  lastClaim: number
  isLate: boolean
  left: Left
}

export interface Move {
  name: string
  after: Machine
  /** What it has appended. */
  events: RunEvent[]
}

const idle: Hand = { claim: null, doing: null, lost: false }
const limits = { ...sampleRecipe.limits, steps: 2, attempts: 2, wallMs: 1_000 * late }

export function beginMachine(left: Left): Machine {
  const [created] = sampleDrafts
  if (created?.type !== 'run-created') throw new Error('no start')
  const recipe = { ...sampleRecipe, tools: ['bash', 'ask'], limits }
  const draft: EventDraft = { ...created, data: { ...created.data, recipe } }
  const state = foldRun(null, placeEvents('run_1', 0, [draft], at))
  if (!state) throw new Error('no start')
  return { state, hands: [idle, idle], lastClaim: 0, isLate: false, left }
}

/** All that can happen next. */
export function movesOf(machine: Machine): Move[] {
  return [...([0, 1] as const).flatMap(index => movesOfWorker(machine, index)), ...movesOfOthers(machine)]
}

function append(machine: Machine, name: string, drafts: EventDraft[], change: Partial<Machine> = {}): Move {
  const { state } = machine
  const events = placeEvents('run_1', state.seq, drafts, at)
  const next = foldRun(state, events)
  if (!next) throw new Error('no state')
  const waitsAnew = drafts.some(({ type }) => type === 'run-waiting' || type === 'question-asked')
  const isLate = waitsAnew ? false : machine.isLate
  return { name, events, after: { ...machine, isLate, ...change, state: next } }
}

function withHand(machine: Machine, index: 0 | 1, hand: Partial<Hand>): Machine {
  const hands = machine.hands.map((each, place) => (place === index ? { ...each, ...hand } : each))
  return { ...machine, hands: hands as [Hand, Hand] & Hand[] }
}

const spend = (machine: Machine, what: keyof Left): Machine => ({
  ...machine,
  left: { ...machine.left, [what]: machine.left[what] - 1 },
})

function movesOfWorker(machine: Machine, index: 0 | 1): Move[] {
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
  const gone = withHand(machine, index, idle)
  const step = nextStep(state, machine.isLate ? late : began)
  const wait = (drafts: EventDraft[]): Move => append(gone, name, drafts)
  switch (step.type) {
    case 'rest':
      return { name, events: [], after: gone }
    case 'call-model': {
      const callId = `model_${step.step}_${step.attempt}`
      const data = { step: step.step, callId, attempt: step.attempt, prefixHash: 'p', messages: 1 }
      const doing = { kind: 'model' as const, step: step.step, callId }
      return append(withHand(machine, index, { doing }), name, [
        { type: 'model-called', actor: worker, data },
      ])
    }
    case 'run-tools': {
      const ids = step.calls.map(call => call.callId)
      const fresh = step.calls.filter(call => call.status === 'called')
      const drafts = fresh.map(
        (call): EventDraft => ({
          type: 'tool-started',
          actor: worker,
          data: { step: step.step, callId: call.callId, name: call.name },
        }),
      )
      return append(withHand(machine, index, { doing: { kind: 'tools', ids } }), name, drafts)
    }
    case 'ask': {
      const { callId } = step.call
      const data = { step: step.step, callId, question: 'Which?', choices: [], standard: 'Red', until: soon }
      return wait([{ type: 'question-asked', actor: worker, data }])
    }
    case 'answer': {
      const data = { callId: step.callId, answer: step.answer, byDefault: true }
      return append(machine, name, [{ type: 'question-answered', actor: reefActor, data }])
    }
    case 'retry':
      return wait([
        { type: 'run-waiting', actor: worker, data: { for: 'retry', reason: step.reason, until: step.at } },
      ])
    case 'wait': {
      const { type: _, ...data } = step
      return wait([{ type: 'run-waiting', actor: worker, data }])
    }
    case 'notify': {
      const { type: _, ...words } = step
      const data = { ...words, messageId: `notice_${state.steps.length}` }
      return append(machine, name, [{ type: 'notice-given', actor: reefActor, data }])
    }
    case 'end': {
      const { type: _, ...data } = step
      return wait([{ type: 'run-ended', actor: worker, data }])
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

export const commands: readonly StateCommand[] = [
  { type: 'message', text: 'And b?', when: 'now' },
  { type: 'message', text: 'Then c.', when: 'later' },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'stop' },
  { type: 'answer', text: 'Blue' },
]

/** What the person may say, and the time that passes. */
function movesOfOthers(machine: Machine): Move[] {
  const { state, left, isLate } = machine
  const moves = commands.flatMap(command => {
    const spends = { message: 'messages', pause: 'pauses' } as const
    const what = command.type === 'message' || command.type === 'pause' ? spends[command.type] : undefined
    if (what && left[what] === 0) return []
    const drafts = say(machine, command)
    const before = what ? spend(machine, what) : machine
    return drafts ? [append(before, command.type, drafts)] : []
  })
  if (state.waiting?.until !== undefined && !isLate)
    moves.push({ name: 'time', events: [], after: { ...machine, isLate: true } })
  return moves
}

/** The events of a command, or null when it is refused. */
export function say({ state, left }: Machine, command: StateCommand): EventDraft[] | null {
  const facts = {
    newMessageId: `message_${left.messages}`,
    newApprovalId: '',
    newRuleId: '',
    now: began,
    model: null,
  }
  const decision = decide(state, command, person, facts)
  return decision.ok ? decision.events : null
}

/** Two machines with one key go on alike: nothing that decides looks at places in the log. */
export function keyOf({ state, hands, lastClaim, isLate, left }: Machine): string {
  const held = hands.map(({ claim, ...hand }) => ({
    ...hand,
    stands: claim === null ? 'away' : claim === lastClaim ? 'has it' : 'is overtaken',
  }))
  const withoutPlaces = (name: string, value: unknown): unknown => (name === 'seq' ? undefined : value)
  return JSON.stringify([state, held, isLate, left], withoutPlaces)
}
