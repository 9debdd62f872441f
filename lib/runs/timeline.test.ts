import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleLog } from './fixtures/sample-log'
import { foldRun } from './fold'
import type { RunState } from './run-state'
import { spansOf } from './spans'
import { timelineOf } from './timeline'

function stateOf(until: 'queued' | 'planned' | 'working' | 'question' | 'finished'): RunState {
  const state = foldRun(null, sampleLog({ until }).events)
  if (!state) throw new Error('The sample has no events')
  return state
}

describe('timelineOf', () => {
  it('groups calls between words, and puts questions and the end on their own', () => {
    expect(timelineOf(stateOf('finished')).map(({ kind, key }) => [kind, key])).toEqual([
      ['reasoning', '1.0'],
      ['text', '1.1'],
      ['group', 'group-1.2'],
      ['message', 'message_31'],
      ['text', '6.0'],
      ['question', '6.1'],
      ['group', 'group-7.0'],
      ['text', '8.0'],
      ['end', 'end'],
    ])
  })

  it('sums up a group: what was called, what failed, how long, how much', () => {
    const group = timelineOf(stateOf('finished')).find(item => item.kind === 'group')
    expect(group?.summary).toEqual({
      counts: [
        { name: 'plan', count: 1 },
        { name: 'bash', count: 3 },
        { name: 'skill', count: 1 },
        { name: 'write', count: 1 },
        { name: 'edit', count: 1 },
        { name: 'web_fetch', count: 1 },
      ],
      failed: 1,
      open: 0,
      durationMs: 14_913,
      figures: { tokens: 15_574, micros: 9_600, unpriced: false },
    })
  })

  it('shows nothing of a run that has not begun', () => {
    expect(timelineOf(stateOf('queued'))).toEqual([])
  })

  it('counts every token of the run exactly once', () => {
    const state = stateOf('finished')
    const { costMicros, pricedCalls, unpricedCalls, ...counters } = state.totals
    const total = Object.values(counters).reduce((left, right) => left + right, 0)
    const shown = timelineOf(state).reduce((sum, item) => {
      if (item.kind === 'group') return sum + item.summary.figures.tokens
      return item.kind === 'text' || item.kind === 'question' ? sum + (item.figures?.tokens ?? 0) : sum
    }, 0)
    expect({ shown, costMicros, pricedCalls, unpricedCalls }).toEqual({
      shown: total,
      costMicros: 19_200,
      pricedCalls: 8,
      unpricedCalls: 0,
    })
  })

  it('only ever adds: at every cut of the log, keys are unique and earlier items keep their place', () => {
    const { events } = sampleLog()
    fc.assert(
      fc.property(fc.integer({ min: 1, max: events.length - 1 }), cut => {
        const before = foldRun(null, events.slice(0, cut))
        const after = foldRun(before, events.slice(cut, cut + 1))
        if (!before || !after) return false
        const [first, second] = [timelineOf(before), timelineOf(after)].map(items =>
          items.map(item => item.key),
        )
        expect(new Set(second).size).toBe(second?.length)
        expect(second?.slice(0, first?.length)).toEqual(first)
        return true
      }),
    )
  })
})

describe('spansOf', () => {
  it('puts model and tool time on one clock, without overlap in a lane', () => {
    const spans = spansOf(stateOf('finished'))
    expect(spans.filter(span => span.lane === 'model')).toHaveLength(8)
    for (const lane of ['model', 'tool'] as const) {
      const ends = spans.filter(span => span.lane === lane)
      for (const [index, span] of ends.entries()) {
        const before = ends[index - 1]
        if (before) expect(span.start).toBeGreaterThanOrEqual(before.end ?? 0)
      }
    }
  })

  it('leaves the call that is under way open', () => {
    expect(spansOf(stateOf('working')).filter(span => span.end === null)).toHaveLength(1)
  })
})
