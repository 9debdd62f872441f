'use client'

import { useState } from 'react'
import type { Money } from '../../lib/shared/currency'
import { formatCount, formatPlural } from '../../lib/shared/format'
import type { UsageBreakdown, UsageRow } from '../../lib/usage/breakdown'
import { daysOf } from '../../lib/usage/rules'
import { costWords, totalTokens } from '../../lib/usage/words'
import { useMoney } from '../common/money'
import { tokenKinds } from '../common/token-kinds'
import { Segmented } from '../ui/segmented'
import type { UsageFilterState } from './use-usage-filter'
import { dayWords } from './words'

type Unit = 'usd' | 'tokens'

const units = [
  { value: 'usd', label: 'Cost' },
  { value: 'tokens', label: 'Tokens' },
] as const

/** One bar a day; a click asks for that day alone. The same figures stand in a table for those who cannot see bars. */
export function DayChart({ data, filter }: { data: UsageBreakdown; filter: UsageFilterState }) {
  const { values, change } = filter
  const [at, setAt] = useState<string | null>(null)
  const money = useMoney()
  const unit = values.unit
  const rows = new Map(data.rows.map(row => [row.key, row]))
  const days = daysOf(data.range)
  const largest = Math.max(1e-9, ...data.rows.map(row => heightOf(row, unit)))
  const top = data.rows.find(row => heightOf(row, unit) === largest)
  return (
    <figure className="flex min-w-0 flex-col">
      <figcaption className="flex h-8 items-center gap-3">
        <span className="tabular min-w-0 flex-1 truncate text-meta text-muted">
          {at === null ? `Day by day, highest ${words(top, unit, money)}` : dayLine(at, rows.get(at), money)}
        </span>
        <Segmented
          label="Bars show"
          value={unit}
          onChange={next => void change({ unit: next })}
          options={units}
        />
      </figcaption>
      <div
        aria-hidden
        className="mt-2 flex h-36 items-stretch gap-px border-t border-b border-dashed border-b-strong"
        onPointerLeave={() => setAt(null)}
      >
        {days.map(day => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table below does the same with a keyboard
          // biome-ignore lint/a11y/useKeyWithClickEvents: the table below does the same with a keyboard
          <div
            key={day}
            data-day={day}
            onPointerEnter={() => setAt(day)}
            onClick={() => void change({ from: day, to: day })}
            className="flex min-w-0 flex-1 cursor-pointer flex-col justify-end hover:bg-hover"
          >
            <Bar row={rows.get(day)} unit={unit} largest={largest} />
          </div>
        ))}
      </div>
      <div aria-hidden className="tabular mt-1 flex justify-between text-meta text-muted">
        {ticksOf(days).map(day => (
          <span key={day}>{dayWords(day)}</span>
        ))}
      </div>
      {values.by === 'day' && values.view === 'cut' ? null : <DayTable rows={data.rows} />}
    </figure>
  )
}

function heightOf(row: UsageRow, unit: Unit): number {
  return unit === 'usd' ? (row.costMicros ?? 0) : totalTokens(row)
}

function words(row: UsageRow | undefined, unit: Unit, money: Money): string {
  if (!row) return 'nothing'
  return unit === 'usd' ? costWords(row, money) : `${formatCount(totalTokens(row))} tokens`
}

function dayLine(day: string, row: UsageRow | undefined, money: Money): string {
  if (!row) return `${dayWords(day)}: nothing`
  return `${dayWords(day)}: ${costWords(row, money)}, ${formatCount(totalTokens(row))} tokens, ${formatPlural(row.calls, 'call')}`
}

function Bar({ row, unit, largest }: { row: UsageRow | undefined; unit: Unit; largest: number }) {
  if (!row) return null
  const part = (value: number) => ({ height: `${(value / largest) * 100}%` })
  const height = heightOf(row, unit)
  if (unit === 'usd') return <span className="min-h-px rounded-t-[2px] bg-muted" style={part(height)} />
  return (
    <span className="flex min-h-px flex-col-reverse overflow-hidden rounded-t-[2px]" style={part(height)}>
      {tokenKinds.map(({ key, className }) => (
        <span
          key={key}
          className={className}
          style={{ height: `${(row.counters[key] / Math.max(1, height)) * 100}%` }}
        />
      ))}
    </span>
  )
}

/** First, last, and as many between as have room. */
function ticksOf(days: readonly string[]): string[] {
  if (days.length <= 5) return [...days]
  return [0, 0.25, 0.5, 0.75, 1].flatMap(part => days[Math.round(part * (days.length - 1))] ?? [])
}

function DayTable({ rows }: { rows: readonly UsageRow[] }) {
  const money = useMoney()
  return (
    <table className="sr-only">
      <caption>Usage by day</caption>
      <tbody>
        {rows.map(row => (
          <tr key={row.key}>
            <th scope="row">{row.label}</th>
            <td>{costWords(row, money)}</td>
            <td>{formatPlural(totalTokens(row), 'token')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
