import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, type StateCommand } from './decide'
import type { EventDraft } from './events'
import { foldRun } from './fold'
import { placeEvents } from './log/place-events'
import type { RunState } from './run-state'
import { person, placeLog, sampleDrafts, worker } from './testing/sample-log'

const waiting: EventDraft[] = [
  ...sampleDrafts.slice(0, 4),
  { type: 'message-received', actor: person, data: { messageId: 'm1', text: 'First.' } },
  { type: 'message-received', actor: person, data: { messageId: 'm2', text: 'Second.', when: 'later' } },
  { type: 'notice-given', actor: worker, data: { messageId: 'n1', cause: 'check', text: 'Not done.' } },
]

function stateOf(drafts: EventDraft[]): RunState {
  const state = foldRun(null, placeLog(drafts))
  if (!state) throw new Error('empty log')
  return state
}

function told(state: RunState, command: StateCommand, newMessageId = 'm9') {
  const decision = decide(state, command, person, {
    newMessageId,
    newApprovalId: 'approval_9',
    newRuleId: 'rule_9',
    now: 0,
    model: null,
  })
  if (!decision.ok) return { refusal: decision.refusal }
  const next = foldRun(
    state,
    placeEvents(state.runId, state.seq, decision.events, '2026-11-22T10:05:00.000Z'),
  )
  return {
    state: next,
    waiting: next?.pendingMessages.map(({ messageId, text, when }) => [messageId, text, when]),
  }
}

describe('R70: what waits can be changed', () => {
  test('a message for later is kept as one', () => {
    expect(
      told(stateOf(waiting), { type: 'message', text: 'Third.', when: 'later' }).waiting?.at(-1),
    ).toEqual(['m9', 'Third.', 'later'])
  })

  test('words and time change in their place; steering now is a change of time', () => {
    const changed = told(stateOf(waiting), {
      type: 'edit-message',
      messageId: 'm2',
      text: 'Two.',
      when: 'now',
    })
    expect(changed.waiting).toEqual([
      ['m1', 'First.', undefined],
      ['m2', 'Two.', 'now'],
      ['n1', 'Not done.', undefined],
    ])
  })

  test('a message is withdrawn, and the others get a new order', () => {
    expect(told(stateOf(waiting), { type: 'withdraw-message', messageId: 'm1' }).waiting).toEqual([
      ['m2', 'Second.', 'later'],
      ['n1', 'Not done.', undefined],
    ])
    expect(told(stateOf(waiting), { type: 'order-messages', messageIds: ['m2', 'm1'] }).waiting).toEqual([
      ['m2', 'Second.', 'later'],
      ['m1', 'First.', undefined],
      ['n1', 'Not done.', undefined],
    ])
  })
})

describe('R70: what a call has carried cannot', () => {
  const carried: EventDraft[] = [
    ...sampleDrafts.slice(0, 10),
    {
      type: 'model-called',
      actor: worker,
      data: { step: 2, callId: 'c2', attempt: 1, prefixHash: 'p', messages: 4 },
    },
  ]
  const commands = (messageId: string): StateCommand[] => [
    { type: 'edit-message', messageId, text: 'Other.' },
    { type: 'withdraw-message', messageId },
    { type: 'order-messages', messageIds: [messageId] },
  ]

  test.each(commands('message_1'))('$type of a message that was read is refused', command => {
    expect(told(stateOf(carried), command)).toEqual({ refusal: 'message-read' })
  })

  test.each(commands('m7'))('$type of no message is refused', command => {
    expect(told(stateOf(waiting), command)).toEqual({ refusal: 'no-message' })
  })

  test.each(commands('n1'))('$type of a notice of Reef’s own is refused', command => {
    expect(told(stateOf(waiting), command)).toEqual({ refusal: 'no-message' })
  })
})

test('R70: no order of commands loses or doubles a message', () => {
  const id = fc.constantFrom('m0', 'm1', 'm2', 'm3', 'm4')
  const time = fc.constantFrom('now' as const, 'later' as const)
  const command: fc.Arbitrary<StateCommand> = fc.oneof(
    fc.record({ type: fc.constant('message' as const), text: fc.constant('Words.'), when: time }),
    fc.record({ type: fc.constant('edit-message' as const), messageId: id, when: time }),
    fc.record({ type: fc.constant('withdraw-message' as const), messageId: id }),
    fc.record({
      type: fc.constant('order-messages' as const),
      messageIds: fc.array(id, { minLength: 1, maxLength: 5 }),
    }),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), commands => {
      let state = stateOf(sampleDrafts.slice(0, 4))
      let expected: string[] = []
      let made = 0
      for (const each of commands) {
        const id = `m${made}`
        const after = told(state, each, id)
        if (!after.state) continue
        if (each.type === 'message') {
          expected.push(id)
          made += 1
        }
        if (each.type === 'withdraw-message') expected = expected.filter(one => one !== each.messageId)
        state = after.state
        expect(state.pendingMessages.map(({ messageId }) => messageId).sort()).toEqual([...expected].sort())
      }
    }),
  )
})
