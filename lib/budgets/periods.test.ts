import { describe, expect, test } from 'vitest'
import { isTimeZone } from '../shared/time-zone'
import { periodOf } from './periods'

const at = (time: string) => new Date(time)
const words = ({ key, from, until }: ReturnType<typeof periodOf>) => [
  key,
  from?.toISOString() ?? null,
  until?.toISOString() ?? null,
]

describe('periods of a budget', () => {
  test.each([
    ['UTC', '2026-11-22T23:59:59.999Z', '2026-11-22', '2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['UTC', '2026-11-23T00:00:00.000Z', '2026-11-23', '2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'],
    [
      'Asia/Shanghai',
      '2026-11-22T16:00:00.000Z',
      '2026-11-23',
      '2026-11-22T16:00:00.000Z',
      '2026-11-23T16:00:00.000Z',
    ],
    // A day of 23 hours, and one of 25.
    [
      'Europe/Berlin',
      '2026-03-29T12:00:00.000Z',
      '2026-03-29',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ],
    [
      'Europe/Berlin',
      '2026-10-25T12:00:00.000Z',
      '2026-10-25',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ],
  ])('a day in %s at %s', (zone, time, key, from, until) => {
    expect(words(periodOf('day', at(time), zone, 'run_1'))).toEqual([key, from, until])
  })

  test('a month begins and turns at midnight of the workspace', () => {
    expect(words(periodOf('month', at('2026-12-31T23:30:00Z'), 'America/New_York', 'run_1'))).toEqual([
      '2026-12',
      '2026-12-01T05:00:00.000Z',
      '2027-01-01T05:00:00.000Z',
    ])
    expect(periodOf('month', at('2027-01-01T05:00:00Z'), 'America/New_York', 'run_1').key).toBe('2027-01')
  })

  test('a run and the whole have no calendar', () => {
    expect(words(periodOf('run', at('2026-11-22T10:00:00Z'), 'UTC', 'run_1'))).toEqual(['run_1', null, null])
    expect(words(periodOf('total', at('2026-11-22T10:00:00Z'), 'UTC', 'run_1'))).toEqual([
      'total',
      null,
      null,
    ])
  })

  test('only names of time zones are one', () => {
    expect(['UTC', 'Europe/Berlin', 'Mars/Olympus'].map(isTimeZone)).toEqual([true, true, false])
  })
})
