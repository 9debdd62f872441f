import { describe, expect, test } from 'vitest'
import type { EventDraft } from '../runs/events'
import { foldRun } from '../runs/fold'
import { placeLog, sampleDrafts, worker } from '../runs/testing/sample-log'
import { noticesOf, pauseAfter, retryDelayMs } from './rules'
import { signatureHeaders } from './sign'

function told(drafts: EventDraft[]) {
  const events = placeLog(drafts)
  const state = foldRun(null, events)
  if (!state) throw new Error('empty log')
  return noticesOf(state, events)
}

const begun = sampleDrafts.slice(0, 4)

describe('what the outside is told', () => {
  test('the end of a run, with its result and where to look', () => {
    expect(told(sampleDrafts)).toEqual([
      {
        eventId: `evt_run_1_${sampleDrafts.length}`,
        type: 'run.ended',
        payload: {
          type: 'run.ended',
          timestamp: '2026-11-22T10:00:18.000Z',
          data: {
            taskId: 'task_1',
            taskTitle: 'Count',
            runId: 'run_1',
            parentRunId: null,
            attempt: 1,
            agent: 'Reef',
            path: '/tasks/task_1?run=run_1',
            status: 'succeeded',
            reason: 'answered',
            message: 'The agent finished its answer.',
            result: 'Two lines; see n.txt.',
          },
        },
      },
    ])
  })

  test('only waits that a person has to end', () => {
    const waits = (['budget', 'retry', 'child', 'model', 'approval'] as const).map(
      (reason): EventDraft => ({
        type: 'run-waiting',
        actor: worker,
        data: { for: reason, reason: 'It waits.' },
      }),
    )
    expect(told([...begun, ...waits]).map(({ payload }) => payload.data.waitingFor)).toEqual([
      'budget',
      'model',
    ])
  })

  test('a run that another one started asks, but ends in silence', () => {
    const child = [
      ...sampleDrafts,
      {
        type: 'question-asked',
        actor: worker,
        data: { step: 1, callId: 'tool_2', question: 'Which?', choices: [] },
      } as EventDraft,
    ].map(draft =>
      draft.type === 'run-created' ? { ...draft, data: { ...draft.data, parentRunId: 'run_0' } } : draft,
    ) as EventDraft[]
    expect(told(child).map(({ type }) => type)).toEqual(['question.asked'])
  })
})

test('retries last for a day and a half, spread, and heed what the receiver asks', () => {
  const delays = Array.from({ length: 9 }, (_, index) => retryDelayMs(index + 1, 0))
  expect(delays.map(delay => delay && delay / 1000)).toEqual([
    5,
    30,
    120,
    600,
    3600,
    10_800,
    28_800,
    86_400,
    null,
  ])
  expect(retryDelayMs(1, 1)).toBe(6_000)
  expect(retryDelayMs(1, 0, 60_000)).toBe(60_000)
})

test('a webhook is paused when it is gone, or fails again and again', () => {
  expect([pauseAfter(500, 29), pauseAfter(500, 30), pauseAfter(410, 1)]).toEqual([
    null,
    '30 attempts in a row have failed.',
    'The receiver says that this address is gone (410).',
  ])
})

test('the signature is that of the specification’s own example', () => {
  expect(
    signatureHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    }),
  ).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})
