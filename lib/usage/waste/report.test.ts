import { expect, test } from 'vitest'
import { mostWasteRows, reportOf } from './report'
import type { WasteRow } from './schema'

const row = (runId: string, kind: WasteRow['kind'], tokens: number, costMicros: number | null): WasteRow => ({
  ...{ kind, runId, tokens, costMicros },
  ...{ words: 'Lost', taskId: 'task_1', title: 'Count', step: 1 },
})

test('R131: the dearest first, what has no price after them by tokens, sums by kind', () => {
  const rows = [
    row('a', 'retry', 10, null),
    row('b', 'cache', 500, 20),
    row('c', 'retry', 900, null),
    row('d', 'retry', 5, 70),
  ]
  const report = reportOf(rows, { runs: 1, of: 3 })
  expect(report.rows.map(({ runId }) => runId)).toEqual(['d', 'b', 'c', 'a'])
  expect(report.kinds).toEqual([
    { kind: 'retry', rows: 3, tokens: 915, costMicros: 70 },
    { kind: 'cache', rows: 1, tokens: 500, costMicros: 20 },
  ])
  expect([report.leftOut, report.read]).toEqual([0, { runs: 1, of: 3 }])
})

test('R131: rows beyond the longest list are left out, and counted in the sums', () => {
  const rows = Array.from({ length: mostWasteRows + 7 }, (_, index) => row('a', 'loop', 1, index))
  const report = reportOf(rows, { runs: 1, of: 1 })
  expect([report.rows.length, report.leftOut, report.kinds[0]?.rows]).toEqual([
    mostWasteRows,
    7,
    mostWasteRows + 7,
  ])
  expect(report.rows.at(-1)?.costMicros).toBe(7)
})
