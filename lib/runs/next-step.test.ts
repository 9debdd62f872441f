import { describe, expect, test } from 'vitest'
import type { EventDraft } from './events'
import { foldRun } from './fold'
import type { ModelErrorCode, ReplyPart } from './message'
import { nextStep } from './next-step'
import { defaultLimits } from './recipe'
import { agent, person, placeLog, sampleDrafts, sampleRecipe, worker } from './testing/sample-log'

const noon = Date.UTC(2026, 10, 22, 10, 1)
const [created, claimed] = sampleDrafts as [EventDraft, EventDraft]

function next(drafts: EventDraft[], now = noon) {
  const state = foldRun(null, placeLog(drafts))
  if (!state) throw new Error('empty log')
  return nextStep(state, now)
}

function called(step: number, attempt = 1): EventDraft {
  return {
    type: 'model-called',
    actor: worker,
    data: { step, callId: `call_${step}_${attempt}`, attempt, prefixHash: '', messages: 1 },
  }
}

function replied(
  step: number,
  parts: ReplyPart[],
  finishReason: 'stop' | 'tool-calls' | 'length' | 'content-filter' = 'stop',
): EventDraft {
  const usage = { inputFresh: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, outputText: 1, reasoning: 0 }
  const cost = { micros: 1, price: null, reportedMicros: null }
  const timing = { firstOutputMs: 1, totalMs: 1 }
  return {
    type: 'model-replied',
    actor: agent,
    data: { step, callId: `call_${step}_1`, parts, finishReason, usage, usageReported: true, cost, timing },
  }
}

function failed(step: number, code: ModelErrorCode, attempt = 1, retryAt?: string): EventDraft {
  const error = { code, message: `It said ${code}.`, retryable: retryAt !== undefined }
  return {
    type: 'model-failed',
    actor: agent,
    data: { step, callId: `call_${step}_${attempt}`, error, ...(retryAt ? { retryAt } : {}) },
  }
}

const bash: ReplyPart = { type: 'tool-call', callId: 'tool_1', name: 'bash', input: { command: 'ls' } }
const ask: ReplyPart = { type: 'tool-call', callId: 'tool_2', name: 'ask', input: { question: 'Which?' } }
const text: ReplyPart = { type: 'text', text: 'Done.' }
const started: EventDraft = {
  type: 'tool-started',
  actor: worker,
  data: { step: 1, callId: 'tool_1', name: 'bash' },
}
const finished: EventDraft = {
  type: 'tool-finished',
  actor: worker,
  data: { step: 1, callId: 'tool_1', name: 'bash', output: 'a', isError: false, durationMs: 1 },
}
const message: EventDraft = {
  type: 'message-received',
  actor: person,
  data: { messageId: 'm', text: 'And b?' },
}
/** A minute after the failure of the fourth event. */
const lookedAgain = '2026-11-22T10:01:03.000Z'
const later = '2026-11-22T10:05:00.000Z'

describe('R8: the next step', () => {
  test('a new run calls the model', () => {
    expect(next([created, claimed])).toEqual({ type: 'call-model', step: 1, attempt: 1 })
  })

  test('R13: without a model it waits for one', () => {
    const modelless = {
      ...created,
      data: { ...created.data, recipe: { ...sampleRecipe, model: null } },
    } as EventDraft
    expect(next([modelless, claimed])).toEqual({
      type: 'wait',
      for: 'model',
      reason: 'No model is connected yet.',
    })
  })

  test('R10: a call that a crash swallowed is made again as the next attempt', () => {
    expect(next([created, claimed, called(1), claimed])).toEqual({ type: 'call-model', step: 1, attempt: 2 })
  })

  test('tool calls run, those that were under way again, and never those with a result (R9)', () => {
    const reply = replied(1, [bash, { ...bash, callId: 'tool_9' }], 'tool-calls')
    const step = next([created, claimed, called(1), reply, started, finished])
    expect(step.type === 'run-tools' && step.calls.map(call => call.callId)).toEqual(['tool_9'])
    const again = next([created, claimed, called(1), reply, started, claimed])
    expect(again.type === 'run-tools' && again.calls.map(call => call.callId)).toEqual(['tool_1', 'tool_9'])
  })

  test('results go back to the model', () => {
    expect(next([created, claimed, called(1), replied(1, [bash], 'tool-calls'), started, finished])).toEqual({
      type: 'call-model',
      step: 2,
      attempt: 1,
    })
  })

  test('a run that was not given ask has no questions: the call is refused with the other calls', () => {
    const reply = replied(1, [ask, bash], 'tool-calls')
    const step = next([created, claimed, called(1), reply])
    expect(step.type === 'run-tools' && step.calls.map(call => call.name)).toEqual(['ask', 'bash'])
  })

  test('R19: a question comes after the other calls of its step, then the run rests', () => {
    if (created.type !== 'run-created') throw new Error('not a beginning')
    const recipe = { ...sampleRecipe, tools: ['ask', ...sampleRecipe.tools] }
    const withAsk: EventDraft = { ...created, data: { ...created.data, recipe } }
    const reply = replied(1, [ask, bash], 'tool-calls')
    const began = [withAsk, claimed, called(1), reply]
    expect(next(began).type).toBe('run-tools')
    expect(next([...began, started, finished]).type).toBe('ask')
    const asked: EventDraft = {
      type: 'question-asked',
      actor: worker,
      data: { step: 1, callId: 'tool_2', question: 'Which?', choices: [] },
    }
    expect(next([...began, started, finished, asked])).toEqual({ type: 'rest' })
    const answered: EventDraft[] = [
      { type: 'question-answered', actor: person, data: { callId: 'tool_2', answer: 'b' } },
      { type: 'run-resumed', actor: person, data: { reason: '' } },
    ]
    expect(next([...began, started, finished, asked, ...answered])).toEqual({
      type: 'call-model',
      step: 2,
      attempt: 1,
    })
  })

  test('R11: an answer ends the run, unless a message has come', () => {
    const answer = [created, claimed, called(1), replied(1, [text])]
    expect(next(answer)).toEqual({
      type: 'end',
      status: 'succeeded',
      reason: 'answered',
      message: 'The agent finished its answer.',
      result: 'Done.',
    })
    expect(next([...answer, message])).toEqual({ type: 'call-model', step: 2, attempt: 1 })
  })

  test('an answer cut at its length goes on, three times at most', () => {
    const cut = (step: number) => [called(step), replied(step, [text], 'length')]
    expect(next([created, claimed, ...cut(1)])).toEqual({ type: 'call-model', step: 2, attempt: 1 })
    expect(next([created, claimed, ...cut(1), ...cut(2), ...cut(3)]).type).toBe('end')
  })

  test.each([
    ['rate-limit', { type: 'retry', step: 1, attempt: 2, at: later, reason: 'It said rate-limit.' }],
    ['network', { type: 'retry', step: 1, attempt: 2, at: later, reason: 'It said network.' }],
    ['credentials', { type: 'wait', for: 'credentials', reason: 'It said credentials.', until: lookedAgain }],
    ['quota', { type: 'wait', for: 'credentials', reason: 'It said quota.', until: lookedAgain }],
    ['not-found', { type: 'wait', for: 'model', reason: 'It said not-found.', until: lookedAgain }],
    [
      'bad-request',
      { type: 'end', status: 'failed', reason: 'model-error', message: 'It said bad-request.', result: null },
    ],
    [
      'refused',
      { type: 'end', status: 'failed', reason: 'refused', message: 'It said refused.', result: null },
    ],
    ['aborted', { type: 'call-model', step: 1, attempt: 2 }],
  ] as const)('R12, R13: after %s', (code, expected) => {
    expect(next([created, claimed, called(1), failed(1, code, 1, later)])).toEqual(expected)
  })

  test('R12: after six attempts it waits; a person lets it try six more', () => {
    const attempts = Array.from({ length: defaultLimits.attempts }, (_, index) => [
      called(1, index + 1),
      failed(1, 'overloaded', index + 1, later),
    ]).flat()
    expect(next([created, claimed, ...attempts])).toMatchObject({ type: 'wait', for: 'model' })
    const waiting: EventDraft = { type: 'run-waiting', actor: worker, data: { for: 'model', reason: '' } }
    const resumed: EventDraft = { type: 'run-resumed', actor: person, data: { reason: '' } }
    expect(next([created, claimed, ...attempts, waiting, resumed, claimed])).toEqual({
      type: 'call-model',
      step: 1,
      attempt: defaultLimits.attempts + 1,
    })
  })

  test('R14: limits end the run with their name, after one last answer', () => {
    const tight = {
      ...created,
      data: { ...created.data, recipe: { ...sampleRecipe, limits: { ...sampleRecipe.limits, steps: 1 } } },
    } as EventDraft
    const reached = [tight, claimed, called(1), replied(1, [bash], 'tool-calls'), started, finished]
    expect(next(reached)).toMatchObject({ type: 'notify', cause: 'limit', detail: { ends: 'step-limit' } })
    expect(next([created, claimed], noon + 4_000_000)).toMatchObject({
      type: 'notify',
      cause: 'limit',
      detail: { ends: 'time-limit' },
    })
  })

  test('R16: a stop comes before everything else', () => {
    const stop: EventDraft = { type: 'stop-requested', actor: person, data: {} }
    expect(next([created, claimed, called(1), stop])).toMatchObject({ type: 'end', status: 'stopped' })
  })

  test('R17: paused and ended runs rest', () => {
    expect(next([created, claimed, { type: 'run-paused', actor: person, data: {} }])).toEqual({
      type: 'rest',
    })
    const state = foldRun(null, placeLog(sampleDrafts))
    expect(state && nextStep(state, noon)).toEqual({ type: 'rest' })
  })
})
