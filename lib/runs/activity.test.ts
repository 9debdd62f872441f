import { expect, test } from 'vitest'
import { activityOf } from './activity'
import type { RunState } from './run-state'
import { beginRun, stateOf } from './testing/short-log'

test('a run that did not end well says why, not what its agent last said', () => {
  const state = stateOf(beginRun())
  const ended = (end: NonNullable<RunState['end']>) => activityOf({ ...state, end })
  expect(ended({ reason: 'answered', message: 'Answered.', result: 'All\n  tests pass.' })).toBe(
    'All tests pass.',
  )
  expect(ended({ reason: 'answered', message: 'Answered.', result: null })).toBe('Answered.')
  expect(ended({ reason: 'checks-failed', message: 'Checked 2 times.', result: 'All tests pass.' })).toBe(
    'Checked 2 times.',
  )
})
