// The run's state machine, model-checked: every state that two workers, a person, a provider and time can bring it to.
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunEvent } from './events'
import { nextStep } from './next-step'
import { isEnded } from './rules'
import { openAttempt, type RunState } from './run-state'
import { beginMachine, commands, keyOf, type Machine, type Move, movesOf, say } from './testing/run-machine'

interface Node {
  machine: Machine
  moves: { name: string; to: number }[]
}

const nodes: Node[] = []
const reasons = new Set<string>()

/** The whole graph. Each move is checked as it is made. */
beforeAll(() => {
  const start = beginMachine({ messages: 1, pauses: 1, failures: 2, deaths: 1, losses: 1, handOvers: 1 })
  const known = new Map([[keyOf(start), 0]])
  nodes.push({ machine: start, moves: [] })
  for (let place = 0; place < nodes.length; place += 1) {
    const node = nodes[place] as Node
    for (const move of movesOf(node.machine)) {
      checkMove(node.machine.state, move)
      const key = keyOf(move.after)
      const to = known.get(key) ?? nodes.length
      if (to === nodes.length) {
        known.set(key, to)
        nodes.push({ machine: move.after, moves: [] })
      }
      node.moves.push({ name: move.name, to })
    }
  }
}, 120_000)

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
  const reached = new Set(nodes.flatMap((node, place) => (isEnded(node.machine.state.status) ? [place] : [])))
  for (const place of reached) for (const from of into[place] ?? []) reached.add(from)
  return reached
}

const describeNode = (place: number) => {
  const { machine } = nodes[place] as Node
  const { state, hands, isLate } = machine
  const { status, waiting, stopRequested, workerId } = state
  return { status, waiting, stopRequested, workerId, isLate, hands, next: nextStep(state, 0).type }
}

describe('the run as a state machine', () => {
  test('R152: every state was visited, and each kind of end was reached', () => {
    console.info(
      `state machine: ${nodes.length} states, ${nodes.reduce((sum, node) => sum + node.moves.length, 0)} moves`,
    )
    expect(nodes.length).toBeGreaterThan(5_000)
    // Weather and keys end no run, however it is hit.
    expect([...reasons].sort()).toEqual(['answered', 'step-limit', 'stopped'])
    const seen = new Set(nodes.map(({ machine }) => machine.state.status))
    expect([...seen].sort()).toEqual([
      'failed',
      'paused',
      'queued',
      'running',
      'stopped',
      'succeeded',
      'waiting',
    ])
    const waits = new Set(nodes.map(({ machine }) => machine.state.waiting?.for))
    expect([...waits].filter(each => each).sort()).toEqual(['answer', 'credentials', 'model', 'retry'])
  })

  test('R152: a run that has ended moves no more, and refuses every command', () => {
    for (const { machine, moves } of nodes) {
      if (!isEnded(machine.state.status)) continue
      expect(commands.map(command => say(machine, command))).toEqual(commands.map(() => null))
      // Workers that have not heard of it yet put down what they have in hand.
      expect(moves.every(({ name }) => /^(act|die|lose|yield) /.test(name))).toBe(true)
      expect(nextStep(machine.state, 0)).toEqual({ type: 'rest' })
    }
  })

  test('R152: from everywhere a run comes to its end, when people answer and no more goes wrong', () => {
    const fair = canEnd(name => !/^(die|lose|hand over|pause|message|stop)|overloaded|credentials/.test(name))
    const stuck = nodes.flatMap((_, place) => (fair.has(place) ? [] : [describeNode(place)]))
    expect(stuck.slice(0, 3)).toEqual([])
  })

  test('R152: without a person too, unless it is paused', () => {
    const alone = canEnd(
      name => !/^(die|lose|hand over|pause|message|stop|resume|answer)|overloaded|credentials/.test(name),
    )
    const stuck = nodes.flatMap(({ machine }, place) =>
      alone.has(place) || machine.state.status === 'paused' ? [] : [describeNode(place)],
    )
    expect(stuck.slice(0, 3)).toEqual([])
  })

  test('R152: a run that was told to stop needs nothing but a worker to end', () => {
    const byWorkers = canEnd(
      name => /^(claim|act|finish|yield)/.test(name) && !/overloaded|creden/.test(name),
    )
    const stuck = nodes.flatMap(({ machine }, place) =>
      byWorkers.has(place) || !machine.state.stopRequested ? [] : [describeNode(place)],
    )
    expect(stuck.slice(0, 3)).toEqual([])
  })
})
