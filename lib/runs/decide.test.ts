import { describe, expect, test } from 'vitest'
import { decide, type StateCommand } from './decide'
import type { EventDraft } from './events'
import { foldRun } from './fold'
import { person, placeLog, sampleDrafts, sampleLog, sampleRecipe, worker } from './testing/sample-log'

const facts = {
  newMessageId: 'message_9',
  newApprovalId: 'approval_9',
  newRuleId: 'rule_9',
  now: Date.UTC(2026, 10, 22, 10, 1),
  model: sampleRecipe.model,
}
const running = sampleDrafts.slice(0, 3)
const asked: EventDraft[] = [
  ...sampleDrafts.slice(0, 4),
  {
    type: 'question-asked',
    actor: worker,
    data: { step: 1, callId: 'tool_2', question: 'Which?', choices: ['a'] },
  },
]

function given(drafts: EventDraft[], command: StateCommand) {
  const state = foldRun(null, placeLog(drafts))
  if (!state) throw new Error('empty log')
  return decide(state, command, person, facts)
}

describe('what a command means', () => {
  test('R15: a message is kept', () => {
    const data = { messageId: 'message_9', text: 'Hello' }
    expect(given(running, { type: 'message', text: 'Hello' })).toEqual({
      ok: true,
      wake: false,
      events: [{ type: 'message-received', actor: person, data }],
    })
  })

  test.each(['message', 'stop', 'pause', 'resume', 'answer', 'model'] as const)(
    'R18: a run that has ended takes no %s',
    type => {
      const state = foldRun(null, sampleLog)
      const command = { type, text: 'x', model: 'a:b' } as unknown as StateCommand
      expect(state && decide(state, command, person, facts)).toMatchObject({
        ok: false,
        refusal: 'run-ended',
      })
    },
  )

  test('R16: two stops: the second is refused by name', () => {
    const stop: EventDraft = { type: 'stop-requested', actor: person, data: {} }
    expect(given(running, { type: 'stop' })).toMatchObject({ ok: true, wake: false, events: [stop] })
    expect(given([...running, stop], { type: 'stop' })).toMatchObject({
      ok: false,
      refusal: 'already-stopping',
    })
  })

  test('a run that no worker holds ends at once', () => {
    const decision = given(sampleDrafts.slice(0, 1), { type: 'stop' })
    expect(decision.ok && decision.events.map(event => event.type)).toEqual(['stop-requested', 'run-ended'])
  })

  test('R17: pause and resume', () => {
    const paused: EventDraft = { type: 'run-paused', actor: person, data: {} }
    expect(given(running, { type: 'pause' })).toMatchObject({ ok: true, events: [paused] })
    expect(given([...running, paused], { type: 'pause' })).toMatchObject({
      ok: false,
      refusal: 'already-paused',
    })
    expect(given([...running, paused], { type: 'resume' })).toMatchObject({ ok: true, wake: true })
    expect(given(running, { type: 'resume' })).toMatchObject({ ok: false, refusal: 'not-paused' })
  })

  test('R19: an answer goes to the open question, once', () => {
    const decision = given(asked, { type: 'answer', text: 'b' })
    expect(decision.ok && decision.events.map(event => event.type)).toEqual([
      'question-answered',
      'run-resumed',
    ])
    const answered = decision.ok ? [...asked, ...decision.events] : asked
    expect(given(answered, { type: 'answer', text: 'c' })).toMatchObject({
      ok: false,
      refusal: 'no-question',
    })
    expect(given(asked, { type: 'resume' })).toMatchObject({ ok: false, refusal: 'not-paused' })
  })

  test('R19: an answer to a run that was paused meanwhile is kept, and the run stays paused', () => {
    const paused: EventDraft[] = [...asked, { type: 'run-paused', actor: person, data: {} }]
    expect(given(paused, { type: 'answer', text: 'b' })).toEqual({
      ok: true,
      events: [{ type: 'question-answered', actor: person, data: { callId: 'tool_2', answer: 'b' } }],
      wake: false,
    })
  })

  test('R13: choosing a model ends the wait for one', () => {
    const waiting: EventDraft = { type: 'run-waiting', actor: worker, data: { for: 'model', reason: '' } }
    const decision = given([...running, waiting], { type: 'model', model: 'openai:test' })
    expect(decision.ok && decision.events.map(event => event.type)).toEqual(['model-changed', 'run-resumed'])
  })
})

test('a paused run with a call under way is ended by a worker, which books what the call cost', () => {
  const paused: EventDraft = { type: 'run-paused', actor: person, data: {} }
  const calling = [...running, paused]
  const stop: EventDraft = { type: 'stop-requested', actor: person, data: {} }
  expect(given(calling, { type: 'stop' })).toEqual({ ok: true, wake: true, events: [stop] })
})
