import { expect, test } from 'vitest'
import { mayHaveNoList, statusAfter } from './rules'
import { listingProblem } from './schema'

test('only some problems can be those of a sound server without a list', () => {
  expect(listingProblem.options.filter(mayHaveNoList)).toEqual([
    'not-allowed',
    'wrong-address',
    'not-understood',
  ])
})

test('an endpoint fails when it had a list or is not there, and is unchecked otherwise', () => {
  expect(statusAfter('wrong-address', true)).toBe('failing')
  expect(statusAfter('wrong-address', false)).toBe('unchecked')
  expect(statusAfter('unreachable', false)).toBe('failing')
  expect(statusAfter('key-refused', false)).toBe('failing')
})
