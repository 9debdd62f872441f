'use client'

import type { CompactionForecast } from '../../lib/runs/compaction-money'
import { type CompactionResult, compactionResult } from '../../lib/runs/compaction-result'
import type { Compaction, RunState } from '../../lib/runs/run-state'
import type { Money } from '../../lib/shared/currency'
import { formatCount } from '../../lib/shared/format'
import { useMoney } from '../common/money'

/** An amount with its sign: "+$0.12", "−$0.004". */
export function signedMicros(micros: number, money: Money): string {
  if (micros === 0) return money(0)
  return `${micros < 0 ? '−' : '+'}${money(Math.abs(micros) / 1e6)}`
}

/** Profit and loss of a shorter context: what was foreseen, and what has come of it. */
export function CompactionMoney({ compaction, state }: { compaction: Compaction; state: RunState }) {
  const money = useMoney()
  const { forecast } = compaction
  const result = compactionResult(state, state.compactions.indexOf(compaction))
  if (!forecast && !result) return null
  const rows = rowsOf(forecast, result, money).filter(row => row.foreseen !== '' || row.actual !== '')
  return (
    <div className="mt-2">
      {forecast?.forced && (forecast.profitMicros ?? 0) <= 0 ? (
        <p className="text-muted">The window left no choice; by itself it would not have paid.</p>
      ) : null}
      <table className="tabular mt-1 w-full max-w-md text-meta">
        <caption className="sr-only">Profit and loss of this compaction</caption>
        <thead>
          <tr className="h-6 text-left text-muted">
            <th className="font-medium">
              <span className="sr-only">What</span>
            </th>
            <th className="w-24 text-right max-md:w-20 font-medium">Foreseen</th>
            <th className="w-24 text-right max-md:w-20 font-medium">
              {result?.settled ? 'In the end' : 'So far'}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, foreseen, actual, isSum }) => (
            <tr key={label} className={isSum ? 'h-6 font-medium [&>*]:border-t' : 'h-6'}>
              <th scope="row" className="text-left font-normal">
                {label}
              </th>
              <td className="text-right text-muted">{foreseen}</td>
              <td className="text-right">{actual}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface Row {
  label: string
  foreseen: string
  actual: string
  isSum?: boolean
}

function rowsOf(
  forecast: CompactionForecast | undefined,
  result: CompactionResult | null,
  money: Money,
): Row[] {
  const words = (micros: number | null | undefined, sign: 1 | -1 = 1): string =>
    micros === null || micros === undefined ? '' : signedMicros(micros * sign, money)
  const count = (value: number | undefined): string => (value === undefined ? '' : formatCount(value))
  return [
    { label: 'Calls after it', foreseen: rangeOf(forecast), actual: count(result?.calls) },
    { label: 'Tokens fewer in each', foreseen: count(forecast?.removed), actual: count(result?.removed) },
    { label: 'Not sent again', foreseen: words(forecast?.savedMicros), actual: words(result?.savedMicros) },
    {
      label: 'Sent anew',
      foreseen: words(forecast?.rewriteMicros, -1),
      actual: words(result?.rewriteMicros, -1),
    },
    {
      label: 'Summary',
      foreseen: words(forecast?.summaryMicros, -1),
      actual: words(result?.summaryMicros, -1),
    },
    {
      label: 'Profit',
      foreseen: words(forecast?.profitMicros),
      actual: words(result?.netMicros),
      isSum: true,
    },
  ]
}

function rangeOf(forecast: CompactionForecast | undefined): string {
  if (!forecast) return ''
  const { least, likely, most } = forecast.calls
  return least === most ? formatCount(likely) : `${formatCount(likely)} (${least}–${most})`
}

/** All compactions of a run in one line, for its figures. */
export function CompactionSum({ state }: { state: RunState }) {
  const money = useMoney()
  const made = state.compactions.filter(one => one.step > (state.fork?.fromStep ?? 0))
  if (made.length === 0) return null
  const results = made.flatMap(one => compactionResult(state, state.compactions.indexOf(one)) ?? [])
  const known = results.flatMap(result => result.netMicros ?? [])
  const net = known.reduce((sum, micros) => sum + micros, 0)
  return (
    <p className="tabular mt-1 text-meta text-muted">
      Told shorter {made.length === 1 ? 'once' : `${made.length} times`}
      {known.length === 0 || state.model?.scripted
        ? ''
        : `, ${money(Math.abs(net) / 1e6)} ${net < 0 ? 'lost' : 'saved'} so far`}
    </p>
  )
}
