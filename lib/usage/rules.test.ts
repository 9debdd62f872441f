import { expect, test } from 'vitest'
import { usageFilter } from './breakdown'
import { daysOf, usageQuestion } from './rules'

test('an address that says nothing asks for thirty days by day, and what it says is asked', () => {
  expect(usageQuestion({})).toEqual({ by: 'day' })
  expect(usageQuestion({ by: 'nonsense', days: '30', agent: '' })).toEqual({ by: 'day' })
  expect(usageQuestion({ by: 'model', days: 7, agent: 'agent_1', tab: 'x' })).toEqual({
    by: 'model',
    days: 7,
    agent: 'agent_1',
  })
  expect(usageQuestion({ days: 90, from: '2026-11-01' })).toEqual({ by: 'day', from: '2026-11-01' })
  expect(usageQuestion({ days: '9999' })).toEqual({ by: 'day' })
})

test('every question of the page is one that the API takes', () => {
  const question = usageQuestion({ by: 'skill', days: 365, model: 'a:b', to: '2026-11-22' })
  expect(usageFilter.parse(question)).toMatchObject({
    by: 'skill',
    days: 365,
    model: 'a:b',
    to: '2026-11-22',
  })
})

test('days of a range hold the first and the last, over the ends of months and years', () => {
  expect(daysOf({ from: '2026-12-30', to: '2027-01-02' })).toEqual([
    '2026-12-30',
    '2026-12-31',
    '2027-01-01',
    '2027-01-02',
  ])
  expect(daysOf({ from: '2026-11-22', to: '2026-11-21' })).toEqual([])
})
