import { expect, test } from 'vitest'
import { reportedOtherwise } from './figures'

const call = (micros: number | null, reportedMicros: number | null) => ({
  cost: { micros, price: null, reportedMicros },
})

test.each([
  ['both say the same', [call(10_000, 10_000)], null],
  ['within one percent', [call(10_000, 10_100)], null],
  ['more than that', [call(10_000, 10_101)], 10_101],
  ['less than that', [call(10_000, 5_000), call(1_000, 1_000)], 6_000],
  ['the provider says nothing', [call(10_000, null)], null],
  ['no price is known', [call(null, 10_000)], null],
  ['a call of nothing', [call(0, 0), {}], null],
])('what the provider says otherwise: %s', (_, calls, told) => {
  expect(reportedOtherwise(calls)).toBe(told)
})
