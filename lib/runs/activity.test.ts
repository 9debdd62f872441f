import { expect, test } from 'vitest'
import { activityOf } from './activity'
import { foldRun } from './fold'
import { sampleLog } from './testing/sample-log'

test('a run that did not end well says why, not what its agent last said', () => {
  const state = foldRun(null, sampleLog)
  const ended = (end: NonNullable<typeof state.end>) => activityOf({ ...state, end })
  expect(ended({ reason: 'answered', message: 'Answered.', result: 'All\n  tests pass.' })).toBe(
    'All tests pass.',
  )
  expect(ended({ reason: 'answered', message: 'Answered.', result: null })).toBe('Answered.')
  expect(ended({ reason: 'checks-failed', message: 'Checked 2 times.', result: 'All tests pass.' })).toBe(
    'Checked 2 times.',
  )
})
