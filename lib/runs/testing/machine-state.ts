/** A run with two workers that may have it, as a value: what the moves of `run-machine` lead from and to. */
import type { EventDraft, RunEvent } from '../events'
import { foldRun } from '../fold'
import { placeEvents } from '../log/place-events'
import type { RunState } from '../run-state'
import { sampleDrafts, sampleRecipe } from './sample-log'

/** All events have this one time; what a run waits for lies behind it, and `late` is after all of it. */
export const began = Date.UTC(2026, 10, 22, 10)
export const late = began + 24 * 3_600_000
const at = new Date(began).toISOString()
export const soon = new Date(began + 60_000).toISOString()

/** What a worker has in its memory, which its death takes along. */
export interface Hand {
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

export const idle: Hand = { claim: null, doing: null, lost: false }
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

export function append(
  machine: Machine,
  name: string,
  drafts: EventDraft[],
  change: Partial<Machine> = {},
): Move {
  const { state } = machine
  const events = placeEvents('run_1', state.seq, drafts, at)
  const next = foldRun(state, events)
  if (!next) throw new Error('no state')
  const waitsAnew = drafts.some(({ type }) => type === 'run-waiting' || type === 'question-asked')
  const isLate = waitsAnew ? false : machine.isLate
  return { name, events, after: { ...machine, isLate, ...change, state: next } }
}

export function withHand(machine: Machine, index: 0 | 1, hand: Partial<Hand>): Machine {
  const hands = machine.hands.map((each, place) => (place === index ? { ...each, ...hand } : each))
  return { ...machine, hands: hands as [Hand, Hand] & Hand[] }
}

export const spend = (machine: Machine, what: keyof Left): Machine => ({
  ...machine,
  left: { ...machine.left, [what]: machine.left[what] - 1 },
})
