/** The ledger's cuts and the waste report as CSV, in plain numbers for a spreadsheet. */
import { writeCsv } from '../batches/csv'
import type { UsageBreakdown } from './breakdown'
import type { WasteReport } from './waste/schema'

type Sums = UsageBreakdown['total']

/** One line a row and one for the total. Money in whole micro-dollars and in dollars; empty where no price is known. */
export function usageCsv({ by, rows, total, waste }: UsageBreakdown): string {
  const head = [by, 'name', 'calls']
  const counters = [
    'input_fresh',
    'cache_read',
    'cache_write_5m',
    'cache_write_1h',
    'output_text',
    'reasoning',
  ]
  const money = ['cost_micros', 'cost_usd', 'some_unpriced', 'wasted_calls', 'wasted_cost_micros']
  const line = (key: string, name: string, sums: Sums, wasted: Sums) => [
    key,
    name,
    sums.calls,
    ...Object.values(inOrder(sums.counters)),
    sums.costMicros,
    usd(sums.costMicros),
    sums.costUnknown ? 'yes' : 'no',
    wasted.calls,
    wasted.costMicros,
  ]
  return writeCsv([
    [...head, ...counters, ...money],
    ...rows.map(row => line(row.key, row.label, row, row.waste)),
    line('total', 'Together', total, waste),
  ])
}

export function wasteCsv({ rows }: WasteReport): string {
  return writeCsv([
    ['kind', 'what', 'task', 'run', 'step', 'tokens', 'cost_micros', 'cost_usd', 'title'],
    ...rows.map(row => [
      row.kind,
      row.words,
      row.taskId,
      row.runId,
      row.step,
      row.tokens,
      row.costMicros,
      usd(row.costMicros),
      row.title,
    ]),
  ])
}

function inOrder(counters: Sums['counters']): Sums['counters'] {
  const { inputFresh, cacheRead, cacheWrite5m, cacheWrite1h, outputText, reasoning } = counters
  return { inputFresh, cacheRead, cacheWrite5m, cacheWrite1h, outputText, reasoning }
}

/** Six decimals: nothing is rounded away. */
function usd(micros: number | null): string | null {
  return micros === null ? null : (micros / 1e6).toFixed(6)
}
