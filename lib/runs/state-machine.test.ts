// The run's state machine, model-checked: every state that two workers, a person, a provider and time can bring it to.
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunEvent } from './events'
import { nextStep } from './next-step'
import { isEnded, runStatuses } from './rules'
import { openAttempt, type RunState } from './run-state'
import { beginMachine, type Left, type Machine, type Move } from './testing/machine-state'
import { commands, keyOf, movesOf, say } from './testing/run-machine'

/** What is kept of a state once its moves are known: of thousands the whole would be too much. */
interface Node {
  status: RunState['status']
  waitsFor: string | undefined
  stopRequested: boolean
  moves: { name: string; to: number }[]
  /** The way that led here first. */
  from: number
  by: string
}

const none: Left = { messages: 0, pauses: 0, failures: 0, deaths: 0, losses: 0, handOvers: 0 }
/** What may go wrong, or be said, in one life of a run. All orders of all of it are tried. */
const lives: Left[] = [
  { ...none, failures: 3 },
  { ...none, messages: 1 },
  { ...none, deaths: 1, losses: 1 },
  { ...none, pauses: 1, deaths: 1 },
  { ...none, failures: 1, handOvers: 1 },
  { ...none, failures: 1, deaths: 1 },
  { ...none, messages: 1, handOvers: 1 },
]

const nodes: Node[] = []
const reasons = new Set<string>()

beforeAll(() => {
  for (const left of lives) explore(beginMachine(left))
}, 120_000)

/** Adds the whole graph of what can come of this machine. Each move is checked as it is made. */
function explore(start: Machine): void {
  const known = new Map<string, number>()
  const queue: { machine: Machine; place: number }[] = []
  const placeOf = (machine: Machine, from: number, by: string): number => {
    const key = createHash('sha1').update(keyOf(machine)).digest('base64')
    const place = known.get(key) ?? nodes.length
    if (place < nodes.length) return place
    const { status, waiting, stopRequested } = machine.state
    known.set(key, place)
    nodes.push({ status, waitsFor: waiting?.for, stopRequested, moves: [], from, by })
    queue.push({ machine, place })
    return place
  }
  placeOf(start, -1, 'begin')
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { machine, place } = next
    if (isEnded(machine.state.status)) checkEnd(machine)
    for (const move of movesOf(machine)) {
      checkMove(machine.state, move)
      nodes[place]?.moves.push({ name: move.name, to: placeOf(move.after, place, move.name) })
    }
  }
}

/** R18: a run that has ended refuses every command, and workers that have not heard of it put down what they have. */
function checkEnd(machine: Machine): void {
  expect(commands.map(command => say(machine, command))).toEqual(commands.map(() => null))
  expect(nextStep(machine.state, 0)).toEqual({ type: 'rest' })
}

const live = ['queued', 'running', 'waiting', 'paused']
/** The events that move the status: from where, and to what. All others leave it as it is. */
const statusAfter: Partial<Record<RunEvent['type'], [from: string[], to: (from: string) => string]>> = {
  'run-claimed': [live, from => (from === 'paused' ? 'paused' : 'running')],
  'run-waiting': [['running', 'queued'], () => 'waiting'],
  'question-asked': [['running', 'queued'], () => 'waiting'],
  'run-paused': [['running', 'queued', 'waiting'], () => 'paused'],
  'run-resumed': [['running', 'waiting', 'paused'], () => 'queued'],
}
const intents = new Set(['model-called', 'tool-started', 'question-asked', 'run-waiting'])

function checkMove(before: RunState, { name, events, after }: Move): void {
  const { state } = after
  const say = (rule: string): string => `${rule}: ${name} in ${before.status}`
  let status: string = before.status
  for (const event of events) {
    if (isEnded(before.status)) throw new Error(say('R18, nothing follows the end'))
    if (before.stopRequested && intents.has(event.type))
      throw new Error(say('R16, nothing begins after a stop'))
    const [from, to] = statusAfter[event.type] ?? [live, (same: string) => same]
    if (!from.includes(status)) throw new Error(say(`no ${event.type}`))
    status = event.type === 'run-ended' ? event.data.status : to(status)
    checkCalls(before, event, say)
  }
  if (status !== state.status) throw new Error(say(`the status is ${state.status}`))
  const needsWorker = state.status === 'running'
  if (needsWorker !== (state.workerId !== null) && state.status !== 'paused')
    throw new Error(say('R17, who rests has no worker, and who works has one'))
  const told = [...state.history, ...state.pendingMessages].flatMap(item =>
    item.kind === 'message' && !item.cause ? [item.messageId] : [],
  )
  const said = [...before.history, ...before.pendingMessages].filter(
    item => item.kind === 'message' && !item.cause,
  ).length
  const more = events.filter(({ type }) => type === 'message-received').length
  if (told.length !== said + more || new Set(told).size !== told.length)
    throw new Error(say('R15, a message is lost or doubled'))
  if (state.end) reasons.add(state.end.reason)
}

function checkCalls(before: RunState, event: RunEvent, say: (rule: string) => string): void {
  if (event.type === 'model-called') {
    const { step, attempt } = event.data
    const last = before.steps.at(-1)
    if (openAttempt(before)) throw new Error(say('R10, two calls at once'))
    const follows =
      last?.repliedAt === undefined
        ? step === (last?.step ?? 1) && attempt === (last?.attempts.length ?? 0) + 1
        : step === last.step + 1 && attempt === 1
    if (!follows) throw new Error(say('R10, a call out of its order'))
  }
  if (event.type === 'tool-started' && before.toolCalls[event.data.callId]?.status !== 'called')
    throw new Error(say('R9, a call begins twice'))
  if (event.type === 'tool-finished' && before.toolCalls[event.data.callId]?.status === 'finished')
    throw new Error(say('R9, a call has two results'))
}

/** The nodes from which an end can be reached by these moves alone. */
function canEnd(allowed: (move: string) => boolean): Set<number> {
  const into = nodes.map((): number[] => [])
  for (const [from, node] of nodes.entries())
    for (const { name, to } of node.moves) if (allowed(name)) into[to]?.push(from)
  const reached = new Set(nodes.flatMap((node, place) => (isEnded(node.status) ? [place] : [])))
  for (const place of reached) for (const from of into[place] ?? []) reached.add(from)
  return reached
}

/** The moves that lead to a state, for whoever has to find out why it is a dead end. */
function wayTo(place: number): string {
  const node = nodes[place]
  return node && node.from >= 0 ? `${wayTo(node.from)} → ${node.by}` : 'begin'
}

/** States that cannot come to an end by these moves, of those that should; as the way to the first of them. */
function deadEnds(allowed: (move: string) => boolean, should: (node: Node) => boolean): string[] {
  const good = canEnd(allowed)
  const bad = nodes.flatMap((node, place) => (good.has(place) || !should(node) ? [] : [place]))
  return bad.slice(0, 1).map(wayTo)
}

const trouble = /^(die|lose|hand over|pause|message|stop)|overloaded|credentials/

describe('the run as a state machine', () => {
  test('R152: every state was visited, and each kind of end was reached', () => {
    console.info(
      `state machine: ${nodes.length} states, ${nodes.reduce((sum, node) => sum + node.moves.length, 0)} moves`,
    )
    // Weather and keys end no run, however it is hit.
    expect([...reasons].sort()).toEqual(['answered', 'step-limit', 'stopped'])
    const seen = new Set(nodes.map(({ status }) => status))
    expect([...seen].sort()).toEqual([...runStatuses].sort())
    const waits = new Set(nodes.flatMap(({ waitsFor }) => waitsFor ?? []))
    expect([...waits].sort()).toEqual(['answer', 'credentials', 'model', 'retry'])
  })

  test('R152: from everywhere a run comes to its end, when people answer and no more goes wrong', () => {
    expect(
      deadEnds(
        name => !trouble.test(name),
        () => true,
      ),
    ).toEqual([])
  })

  test('R152: it needs no person for that, unless it is paused', () => {
    const byItself = (name: string): boolean => !trouble.test(name) && !/^(resume|answer)/.test(name)
    expect(deadEnds(byItself, ({ status }) => status !== 'paused')).toEqual([])
  })

  test('R152: a run that was told to stop needs nothing but a worker to end', () => {
    const byWorkers = (name: string): boolean => !trouble.test(name) && /^(claim|act|finish|yield)/.test(name)
    expect(deadEnds(byWorkers, ({ stopRequested }) => stopRequested)).toEqual([])
  })
})
