/** Tells when an agent goes in circles, and what is done about it: a hint, then a new plan, then a person. Pure. */
import { type Move, movesOf } from './moves'
import { type Intervention, type RunState, recipeOf } from './run-state'
import { close, type NextStep } from './step'

/**
 * All thresholds in one place. The first five rules are those of OpenHands' stuck detector (MIT), which had false
 * alarms on polling (its issue 762): what waits on purpose is borne much longer here.
 */
export const stuckRules = {
  /** The same call that fails, in a row. */
  sameFailure: 3,
  /** Answers without any call, in a row, that nobody but Reef has answered. */
  monologue: 3,
  /** Moves in a circle of 2; a circle of 3 or 4 must have been gone round three times. */
  circle: 6,
  longestCircle: 4,
  /** Steps in a row whose request was too long. */
  overflow: 3,
  /** Other arguments, the same telling result, in a row. */
  sameResult: 5,
  /** A result shorter than this tells nothing: many calls end without a word. */
  tellingCharacters: 20,
  /** The same poll with the same result, in a row. */
  poll: 40,
  /** Steps that are looked at. */
  lookBack: 48,
  /** Steps after which an earlier hint is forgotten. */
  memory: 20,
  /** A person is asked so often; then the run ends with the reason `stuck`. */
  questions: 2,
  /** Steps without a change of the plan that count as one stall. */
  planStallSteps: 15,
  planStalls: 3,
} as const

export type StuckRule =
  | 'same-call'
  | 'same-failure'
  | 'monologue'
  | 'circle'
  | 'overflow'
  | 'same-result'
  | 'poll'

export interface Stuck {
  rule: StuckRule
  /** What was seen, as a sentence without its full stop. */
  facts: string
}

/** Judges moves, the newest last. `repeats`: how often the same call may give the same result. */
export function findStuck(moves: readonly Move[], repeats: number): Stuck | null {
  const last = moves.at(-1)
  if (!last) return null
  const same = runOf(moves, move => isSame(move, last) && last.action !== '')
  if (last.polls)
    return same >= stuckRules.poll ? found('poll', `it has polled ${same} times and nothing changed`) : null
  if (same >= repeats) return found('same-call', `the same call gave the same result ${same} times`, last)
  const failing = runOf(moves, move => move.failed && move.action === last.action && isStill(move, last))
  if (failing >= stuckRules.sameFailure)
    return found('same-failure', `the same call failed ${failing} times`, last)
  const words = runOf(moves, move => move.action === '')
  if (words >= stuckRules.monologue)
    return found('monologue', `it answered ${words} times in a row without doing anything`)
  const circle = circleOf(moves)
  if (circle) return found('circle', `the same ${circle} calls came round again and again`, last)
  const overflow = runOf(moves, move => move.overflowed)
  if (overflow >= stuckRules.overflow)
    return found('overflow', `the request was too long ${overflow} times in a row`)
  return sameResult(moves, last)
}

function found(rule: StuckRule, facts: string, move?: Move): Stuck {
  return { rule, facts: move ? `${facts} (${move.words})` : facts }
}

/** Moves at the end, in a row, of which this holds. */
function runOf(moves: readonly Move[], holds: (move: Move) => boolean): number {
  const from = moves.findLastIndex(move => !holds(move))
  return moves.length - 1 - from
}

function isSame(a: Move, b: Move): boolean {
  return a.action === b.action && a.result === b.result
}

/** A call that leaves other files behind each time gets on, even while it fails. */
function isStill(move: Move, last: Move): boolean {
  return !move.changed || move.result === last.result
}

/** The length of the circle at the end, if there is one. */
function circleOf(moves: readonly Move[]): number | null {
  for (let length = 2; length <= stuckRules.longestCircle; length += 1) {
    const needed = Math.max(stuckRules.circle, length * 3)
    const tail = moves.slice(-needed)
    if (tail.length < needed || tail.some(move => move.polls || move.action === '')) continue
    const turns = tail.every((move, index) => {
      const before = tail[index - length]
      return !before || isSame(move, before)
    })
    if (turns) return length
  }
  return null
}

/** Trying one thing after the other against the same wall. */
function sameResult(moves: readonly Move[], last: Move): Stuck | null {
  if (last.tool === null || last.tool === 'plan' || last.result.length < stuckRules.tellingCharacters)
    return null
  const run = runOf(
    moves,
    move => move.tool === last.tool && !move.changed && !move.polls && move.result === last.result,
  )
  if (run < stuckRules.sameResult) return null
  return found('same-result', `${run} different calls gave the very same result`, last)
}

/** What Reef does about an agent that is stuck, or a plan that stands still; null when all is well. */
export function afterStall(state: RunState): NextStep | null {
  if (state.closing) return null
  const told = state.interventions.at(-1)?.afterStep ?? 0
  const after = Math.max(told, state.heardAfterStep)
  const stuck = findStuck(movesOf(state, after, stuckRules.lookBack), state.limits.repeats)
  if (stuck) return escalate(state, stuck)
  const stalls = planStallsOf(state)
  return stalls >= stuckRules.planStalls ? demandPlan(state, stalls) : null
}

function escalate(state: RunState, { rule, facts }: Stuck): NextStep {
  const level = levelOf(state)
  const hasPlan = recipeOf(state).tools.includes('plan')
  if (level === 1) {
    const text = `Reef has noticed: ${facts}. Doing it again will not help. Read the last result closely, find the cause, and do something else.`
    return { type: 'notify', cause: 'stuck', text, detail: { rule, level } }
  }
  if (level === 2) {
    const where = hasPlan ? 'Set a new plan with the plan tool' : 'Write down a new plan'
    const text = `Reef has noticed again: ${facts}. Stop. ${where} that goes another way, and say in one sentence what you now take to be the cause.`
    return { type: 'notify', cause: 'stuck', text, detail: { rule, level } }
  }
  const asked = state.interventions.filter(one => one.level >= 3).length
  if (asked >= stuckRules.questions)
    return close({
      reason: 'stuck',
      message: `The agent goes in circles: ${facts}. Help did not change that.`,
    })
  const question = `The agent goes in circles: ${facts}. A hint and the demand for a new plan did not help. What should it do?`
  const choices = ['Try another way', 'Finish with what there is']
  return { type: 'wait', for: 'answer', reason: question, help: { question, choices, rule } }
}

/** One more than the last thing that was done about it, as long as that is not forgotten and nobody has helped since. */
function levelOf(state: RunState): number {
  const recent = (one: Intervention): boolean =>
    one.cause === 'stuck' &&
    one.afterStep > state.heardAfterStep &&
    one.afterStep >= state.steps.length - stuckRules.memory
  return Math.min(3, Math.max(0, ...state.interventions.filter(recent).map(one => one.level)) + 1)
}

/** Stretches without progress since the plan last changed, or since a new one was demanded. */
export function planStallsOf(state: RunState): number {
  const { plan } = state
  if (!plan || plan.steps.every(step => step.status !== 'todo' && step.status !== 'doing')) return 0
  const at = plan.at
  const most = stuckRules.planStallSteps * stuckRules.planStalls
  const recent = state.steps.slice(-most)
  const changedAfter = state.steps.length - recent.filter(step => (step.repliedAt ?? '') > at).length
  const demanded = state.interventions.findLast(one => one.cause === 'plan')?.afterStep ?? 0
  const after = Math.max(changedAfter, demanded, state.heardAfterStep)
  const hints = state.interventions.filter(one => one.cause === 'stuck' && one.afterStep > after).length
  return Math.floor((state.steps.length - after) / stuckRules.planStallSteps) + hints
}

function demandPlan(state: RunState, stalls: number): NextStep {
  const doing = state.plan?.steps.find(step => step.status === 'doing')?.title
  const where = doing ? ` at "${doing}"` : ''
  const text = `Your plan has stood still${where} for ${stalls} stretches of work. Before you do anything else, set a new plan: what is done, what blocks you, and a different way to what is left. Drop steps that cannot be done, and say so.`
  return { type: 'notify', cause: 'plan', text, detail: { rule: 'plan-stall', level: 1 } }
}
