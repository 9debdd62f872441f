import { expect, test } from 'vitest'
import type { LogWriter } from './fixtures/log-writer'
import { limitReached, standOf } from './limits'
import { nextStep } from './next-step'
import { began, beginRun, move, stateOf } from './testing/short-log'

const hour = 3_600_000
const tight = { limits: { ...stateOf(beginRun()).limits, steps: 2, wallMs: hour } }
const look = { name: 'bash', input: { command: 'ls' }, output: 'a' }
const closing = { ends: 'step-limit', message: 'The run reached its limit of 2 steps.' }

test('R14: time in which a run waits or is paused is not counted', () => {
  const log = move(beginRun(tight), look)
  log.append({ type: 'run-waiting', data: { for: 'budget', reason: 'Spent.' } }).wait(30 * hour)
  log.append({ type: 'run-resumed', data: { reason: '' } }).wait(5_000)
  log.append({ type: 'run-claimed', data: { workerId: 'worker_2' } })
  log
    .append({ type: 'run-paused', data: {} })
    .wait(hour)
    .append({ type: 'run-resumed', data: { reason: '' } })
  log.append({ type: 'run-claimed', data: { workerId: 'worker_2' } })
  const now = Date.parse(stateOf(log).lastEventAt)
  expect(now - began).toBeGreaterThan(31 * hour)
  expect(limitReached(stateOf(log), 2, now)).toBeNull()
  expect(limitReached(stateOf(log), 2, now + 2 * hour)).toMatchObject({ reason: 'time-limit' })
})

test('R153: a night in which the machine slept or was off is no work, however it ended', () => {
  const night = 10 * hour
  const standing = (log: LogWriter) => {
    const state = stateOf(log)
    return limitReached(state, 2, Date.parse(state.lastEventAt))
  }
  // It was killed in a call, and the first worker of the morning takes the run over.
  const off = beginRun(tight).call().wait(night)
  expect(standing(off.append({ type: 'run-claimed', data: { workerId: 'worker_2' } }))).toBeNull()
  // It slept, and the call that nobody answered fails when it wakes.
  const error = { code: 'timeout' as const, message: 'No answer.', retryable: true }
  const slept = beginRun(tight).call().wait(night)
  expect(
    standing(slept.append({ type: 'model-failed', data: { step: 1, callId: 'model_1', error } })),
  ).toBeNull()
  // Half an hour of each quiet counts: whoever is killed every hour comes to the limit all the same.
  for (const worker of ['worker_3', 'worker_4'])
    off.wait(night).append({ type: 'run-claimed', data: { workerId: worker } })
  expect(standing(off)).toMatchObject({ reason: 'time-limit' })
  // Nothing is taken off what a run really worked, nor twice off what it rested.
  const busy = move(beginRun(tight), look).wait(29 * 60_000)
  busy.append({ type: 'run-waiting', data: { for: 'budget', reason: 'Spent.' } }).wait(night)
  busy.append({ type: 'run-claimed', data: { workerId: 'worker_2' } }).wait(29 * 60_000)
  busy.append({ type: 'message-received', data: { messageId: 'm', text: 'Go on.' } })
  expect(standing(busy)).toBeNull()
  busy.wait(2 * 60_000).append({ type: 'message-received', data: { messageId: 'n', text: 'Go on.' } })
  expect(standing(busy)).toMatchObject({ reason: 'time-limit' })
})

test('R14: more room takes the last answer back, as long as the agent has not read of it', () => {
  const log = move(move(beginRun(tight), look), { ...look, input: { command: 'pwd' } })
  expect(nextStep(stateOf(log), began)).toMatchObject({ type: 'notify', detail: closing })
  log.append({
    type: 'notice-given',
    data: { messageId: 'n', cause: 'limit', text: 'Last.', detail: closing },
  })
  expect(nextStep(stateOf(log), began)).toEqual({ type: 'call-model', step: 3, attempt: 1 })
  log.append({ type: 'limits-changed', data: { limits: { steps: 9 } } })
  expect(stateOf(log)).toMatchObject({ pendingMessages: [] })
  expect(stateOf(log).closing).toBeUndefined()

  log.append({
    type: 'notice-given',
    data: { messageId: 'm', cause: 'limit', text: 'Last.', detail: closing },
  })
  log.call().append({ type: 'limits-changed', data: { limits: { steps: 99 } } })
  log.reply([{ type: 'text', text: 'This is how it stands.' }])
  expect(nextStep(stateOf(log), began)).toEqual({
    type: 'end',
    status: 'failed',
    reason: 'step-limit',
    message: closing.message,
    result: 'This is how it stands.',
  })
})

test('R14: steps that a fork has taken over are not counted again', () => {
  const log = move(move(beginRun(tight), look), { ...look, input: { command: 'pwd' } })
  log.append({ type: 'run-forked', data: { fromRunId: 'run_0', fromSeq: 9, fromStep: 2, attempt: 2 } })
  log.append({ type: 'run-claimed', data: { workerId: 'worker_1' } })
  expect(nextStep(stateOf(log), began)).toEqual({ type: 'call-model', step: 3, attempt: 1 })
})

test('how things stand is told from the log: plan, checks, files', () => {
  const log = beginRun().plan(1, ['Look', 'done'], ['Write', 'doing'])
  move(log, {
    name: 'write',
    input: { path: 'a.md' },
    output: 'Wrote a.md.',
    leaves: { 'a.md': 'a', '.reef/x.txt': 'b' },
  })
  expect(standOf(stateOf(log))).toBe(
    [
      'Told by Reef from the log, because the agent gave no summary.',
      'Plan: 1 of 2 steps are done.',
      '- not done: Write',
      'Files: a.md',
    ].join('\n'),
  )
})
