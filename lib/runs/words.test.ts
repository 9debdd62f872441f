import { describe, expect, it } from 'vitest'
import { isQuiet, lifeWords, plainLine, statusWords } from './words'

const now = Date.parse('2026-11-20T12:00:00Z')
const working = (silentMs: number) => ({
  status: 'running' as const,
  waitingFor: null,
  lastEventAt: new Date(now - silentMs).toISOString(),
})

describe('status words', () => {
  it('say working only with a sign of life', () => {
    expect([1_000, 4_000, 61_000].map(ms => lifeWords(working(ms), now))).toEqual([
      'just now',
      '4 s ago',
      'no sign of life for 1 min 01 s',
    ])
    expect([isQuiet(working(4_000), now), isQuiet(working(61_000), now)]).toEqual([false, true])
  })

  it('name what is waited for, and the stop that is under way', () => {
    expect(statusWords({ status: 'waiting', waitingFor: 'answer' })).toBe('Waiting for your answer')
    expect(statusWords({ status: 'running', waitingFor: null, stopping: true })).toBe('Stopping')
    expect(statusWords({ status: 'stopped', waitingFor: null, stopping: true })).toBe('Stopped')
  })

  it('say who is where in line, while there is one', () => {
    const places = [1, 2, 3, 4, 11, 12, 21, 103, null]
    expect(
      places.map(queuePosition => statusWords({ status: 'queued', waitingFor: null, queuePosition })),
    ).toEqual([
      'Queued, next in line',
      'Queued, 2nd in line',
      'Queued, 3rd in line',
      'Queued, 4th in line',
      'Queued, 11th in line',
      'Queued, 12th in line',
      'Queued, 21st in line',
      'Queued, 103rd in line',
      'Queued',
    ])
    expect(statusWords({ status: 'running', waitingFor: null, queuePosition: 3 })).toBe('Working')
  })

  it('read Markdown as one plain line', () => {
    expect(plainLine('## Result\nThe **wettest** is [November](http://x) in `report.md`')).toBe(
      'Result The wettest is November in report.md',
    )
  })
})
