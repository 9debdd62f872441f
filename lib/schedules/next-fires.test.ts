import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueFires } from './due-fires'
import { nextFire, nextFires, timingProblem } from './next-fires'
import type { Timing } from './schema'

const cron = (expression: string, zone = 'UTC'): Timing => ({ kind: 'cron', expression, zone })
const list = (timing: Timing, after: string, count: number) =>
  nextFires(timing, new Date(after), count).map(time => time.toISOString())

describe('when the clocks change (R81)', () => {
  test('a moment that does not exist fires once, after the gap', () => {
    // Berlin: on 29 March 2026 it is 01:59 and then 03:00.
    expect(list(cron('30 2 * * *', 'Europe/Berlin'), '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
    expect(list(cron('30 2 * * *', 'America/New_York'), '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T07:30:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ])
  })

  test('a fixed hour that comes twice fires once, however often it is asked', () => {
    // Berlin: on 25 October 2026 it is 02:59 and then 02:00.
    const daily = cron('30 2 * * *', 'Europe/Berlin')
    expect(list(daily, '2026-10-24T00:00:00Z', 3)).toEqual([
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
    for (const between of ['2026-10-25T00:30:00Z', '2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z'])
      expect(nextFire(daily, new Date(between))?.toISOString()).toBe('2026-10-26T01:30:00.000Z')
  })

  test('every hour and every quarter keep their pace', () => {
    expect(list(cron('30 * * * *', 'Europe/Berlin'), '2026-10-24T23:45:00Z', 3)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:30:00.000Z',
    ])
    expect(list(cron('*/15 * * * *', 'Europe/Berlin'), '2026-03-29T00:40:00Z', 3)).toEqual([
      '2026-03-29T00:45:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T01:15:00.000Z',
    ])
  })
})

test('every N minutes is counted from its beginning, and a moment comes once (R81)', () => {
  const every: Timing = { kind: 'every', minutes: 45, from: '2026-01-01T10:00:00Z' }
  expect(list(every, '2026-01-01T09:00:00Z', 2)).toEqual([
    '2026-01-01T10:00:00.000Z',
    '2026-01-01T10:45:00.000Z',
  ])
  expect(list(every, '2026-01-01T10:45:00Z', 1)).toEqual(['2026-01-01T11:30:00.000Z'])
  const at: Timing = { kind: 'at', time: '2026-05-01T09:00:00+02:00' }
  expect(list(at, '2026-04-30T00:00:00Z', 3)).toEqual(['2026-05-01T07:00:00.000Z'])
  expect(nextFire(at, new Date('2026-05-01T07:00:00Z'))).toBeNull()
})

test('asked again from any moment, the moments are the same (R81)', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']
  const expressions = [
    '30 2 * * *',
    '*/20 * * * *',
    '15 1,2,3 * * *',
    '0 9 * * 1-5',
    '@hourly',
    '@daily',
    '30 */2 * * *',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom(...expressions),
      fc.date({
        min: new Date('2026-01-01T00:00:00Z'),
        max: new Date('2027-01-01T00:00:00Z'),
        noInvalidDate: true,
      }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (zone, expression, after, part) => {
        const timing = cron(expression, zone)
        const [first, second] = nextFires(timing, after, 2)
        if (!first || !second) throw new Error('it never fires')
        expect(first > after && second > first).toBe(true)
        const between = new Date(first.getTime() + Math.floor((second.getTime() - first.getTime()) * part))
        expect(nextFire(timing, between)).toEqual(second)
      },
    ),
    { numRuns: 200 },
  )
})

test('what is no schedule says why', () => {
  expect(timingProblem(cron('0 9 * * 1-5', 'Europe/Berlin'))).toBeNull()
  expect(timingProblem(cron('0 9 * * 1-5', 'Mars/Olympus'))).toBe('There is no time zone named Mars/Olympus.')
  expect(timingProblem(cron('* * * * * *'))).toMatch(/five fields/)
  expect(timingProblem(cron('99 * * * *'))).toMatch(/99/)
  expect(timingProblem(cron('0 0 31 2 *'))).not.toBeNull()
})

test('what is due is bounded: the newest 20 of a long absence', () => {
  const minute: Timing = { kind: 'every', minutes: 1, from: '2026-01-01T00:00:00Z' }
  const now = new Date('2026-01-03T00:00:30Z')
  const { due, next } = dueFires(minute, new Date('2026-01-01T00:00:00Z'), now)
  expect(due).toHaveLength(20)
  expect(due.at(-1)).toBe(Date.parse('2026-01-03T00:00:00Z'))
  expect(next?.toISOString()).toBe('2026-01-03T00:01:00.000Z')
  const once: Timing = { kind: 'at', time: '2026-01-01T00:00:00Z' }
  expect(dueFires(once, new Date(once.time), new Date('2026-03-01T00:00:00Z'))).toEqual({
    due: [Date.parse(once.time)],
    next: null,
  })
})
