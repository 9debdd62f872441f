/** A run, two workers that may have it and a person who speaks to it: one machine whose every move can be tried. */
import { decide, type StateCommand } from '../decide'
import type { EventDraft } from '../events'
import { append, began, type Machine, type Move, spend } from './machine-state'
import { movesOfWorker } from './machine-worker'
import { person } from './sample-log'

/** All that can happen next. */
export function movesOf(machine: Machine): Move[] {
  return [...([0, 1] as const).flatMap(index => movesOfWorker(machine, index)), ...movesOfOthers(machine)]
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
