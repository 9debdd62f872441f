import { expect, test } from 'vitest'
import type { Timing } from '../../lib/schedules/schema'
import { draftOf, readTiming } from './timing-draft'
import { timingWords } from './timing-words'

const cron = (expression: string): Timing => ({ kind: 'cron', expression, zone: 'Europe/Berlin' })

test.each<[Timing, string]>([
  [cron('0 9 * * 1-5'), 'Monday to Friday at 09:00, Europe/Berlin time'],
  [cron('5 18 * * *'), 'Every day at 18:05, Europe/Berlin time'],
  [cron('30 7 * * 7'), 'Every Sunday at 07:30, Europe/Berlin time'],
  [cron('0 9 * * 1,3'), 'Monday and Wednesday at 09:00, Europe/Berlin time'],
  [cron('0 9 1 * *'), 'By the cron line 0 9 1 * *, Europe/Berlin time'],
  [cron('*/5 9 * * 1'), 'By the cron line */5 9 * * 1, Europe/Berlin time'],
  [{ kind: 'every', minutes: 60 }, 'Every hour'],
  [{ kind: 'every', minutes: 2880 }, 'Every 2 days'],
  [{ kind: 'every', minutes: 90 }, 'Every 90 minutes'],
])('%j reads as words', (timing, words) => {
  expect(timingWords(timing)).toBe(words)
})

test.each([
  cron('0 9 1 * *'),
  cron('5 18 * * *'),
  cron('0 9 * * 0,1,3'),
  { kind: 'every', minutes: 7 },
] as const)('%j comes back from its fields', timing => {
  expect(readTiming(draftOf(timing))).toEqual(timing)
})

test('days are a cron line that nobody has to know', () => {
  const draft = { ...draftOf(cron('0 9 * * 1-5')), clock: '06:45', days: [0, 6] }
  expect(readTiming(draft)).toEqual(cron('45 6 * * 0,6'))
  expect(readTiming({ ...draft, days: [] })).toBeNull()
  expect(readTiming({ ...draft, clock: '' })).toBeNull()
})
