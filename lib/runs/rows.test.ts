import { describe, expect, it } from 'vitest'
import { sampleLog } from './fixtures/sample-log'
import { foldRun } from './fold'
import { type Folding, keepRows, rowOfStep, rowsOf, type TranscriptRow } from './rows'
import { timelineOf } from './timeline'

const usual: Folding = { byHand: new Map(), all: null }

function itemsOf(until: 'working' | 'finished') {
  const state = foldRun(null, sampleLog({ until }).events)
  if (!state) throw new Error('The sample has no events')
  return timelineOf(state)
}

const shape = (rows: ReturnType<typeof rowsOf>) =>
  rows.map(row => `${row.kind} ${row.key}${'open' in row && row.open ? ' open' : ''}`)

describe('rowsOf', () => {
  it('opens what failed and folds what went well', () => {
    expect(shape(rowsOf(itemsOf('finished'), usual, false))).toEqual([
      'assignment assignment',
      'item 1.0',
      'item 1.1',
      'group group-1.2 open',
      'entry 1.2',
      'entry 2.0',
      'entry 2.1',
      'entry 3.0',
      'entry 3.1',
      'entry 4.0 open',
      'entry 5.0',
      'entry 5.1',
      'entry 5.2',
      'item message_31',
      'item 6.0',
      'item 6.1',
      'entry 7.0',
      'item 8.0',
      'item end',
    ])
  })

  it('folds a group away by hand, and everything at once', () => {
    const byHand = new Map([['group-1.2', false]])
    expect(shape(rowsOf(itemsOf('finished'), { byHand, all: null }, false))).not.toContain('entry 2.0')
    const open = rowsOf(itemsOf('finished'), { byHand: new Map(), all: true }, false)
    expect(open.filter(row => row.kind === 'entry').every(row => row.open)).toBe(true)
  })

  it('marks each step once, on its first row', () => {
    const marks = rowsOf(itemsOf('finished'), usual, false).flatMap(row =>
      row.kind === 'entry' && row.mark
        ? [row.entry.step]
        : row.kind === 'item' && row.mark && 'step' in row.item
          ? [row.item.step]
          : [],
    )
    expect(marks).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('ends with the draft while the run is live, and finds steps that are folded away in their group', () => {
    expect(rowsOf(itemsOf('working'), usual, true).at(-1)).toEqual({ kind: 'draft', key: 'draft' })
    const folded = rowsOf(itemsOf('finished'), { byHand: new Map(), all: false }, false)
    expect(folded[rowOfStep(folded, 3)]?.key).toBe('group-1.2')
    expect(rowOfStep(folded, 99)).toBe(-1)
    const open = rowsOf(itemsOf('finished'), { byHand: new Map(), all: true }, false)
    expect(open[rowOfStep(open, 3)]).toMatchObject({ kind: 'entry', entry: { step: 3 }, mark: true })
  })
})

describe('keepRows', () => {
  it('gives back what it was given before, unless something in it has changed', () => {
    const { events } = sampleLog({ until: 'finished' })
    let before: TranscriptRow[] = []
    let state = foldRun(null, events.slice(0, 1))
    let drawn = 0
    for (const event of events.slice(1)) {
      state = foldRun(state, [event])
      if (!state) throw new Error('The sample has no events')
      const fresh = rowsOf(timelineOf(state), usual, true)
      const rows = keepRows(before, fresh)
      expect(rows).toEqual(fresh)
      const changed = rows.filter(row => !before.includes(row))
      // A call, the line above its group, the call that was the last one, and what a reply brought.
      expect(changed.length).toBeLessThanOrEqual(6)
      drawn += changed.length
      before = rows
    }
    expect(keepRows(before, structuredClone(before))).toEqual(before)
    expect(keepRows(before, structuredClone(before)).every((row, index) => row === before[index])).toBe(true)
    expect(drawn).toBeLessThan(events.length * 2)
  })
})
