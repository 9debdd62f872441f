import type { Money } from '../../lib/shared/currency'
import type { CacheChoice, CostSum } from '../../lib/usage/what-if/rules'
import { useMoney } from '../common/money'

export const cacheNames: Record<CacheChoice, string> = {
  own: 'As it was',
  '5m': 'Kept 5 minutes',
  '1h': 'Kept 1 hour',
  none: 'No cache',
}

export interface Line extends CostSum {
  key: string
  name: string
  /** One below the other, where there are several. */
  notes: readonly string[]
  title?: string
  isBase?: boolean
}

interface TableProps {
  caption: string
  /** What the notes are. */
  column: string
  base: CostSum
  lines: readonly Line[]
}

/** Choices with what each would have cost, and how far that is from what was paid. */
export function WhatIfTable({ caption, column, base, lines }: TableProps) {
  const words = useMoney()
  if (lines.length === 0) return null
  return (
    <table className="tabular mt-3 w-full">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="h-7 text-left text-meta text-muted">
          <th className="font-medium">{caption}</th>
          <th className="pr-2 text-right font-medium">{column}</th>
          <th className="w-20 text-right font-medium">Cost</th>
          <th className="w-18 text-right font-medium">Change</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(line => (
          <tr key={line.key} className="h-7">
            <th
              scope="row"
              className={`whitespace-nowrap text-left ${line.isBase ? 'font-medium' : 'font-normal'}`}
            >
              {line.name}
            </th>
            <td title={line.title} className="pr-2 text-right text-muted">
              {line.notes.map(note => (
                <span key={note} className="block whitespace-nowrap">
                  {note}
                </span>
              ))}
            </td>
            <td className={`whitespace-nowrap text-right ${line.isBase ? 'font-medium' : ''}`}>
              {moneyWords(line, words)}
            </td>
            <td className="whitespace-nowrap text-right text-muted">
              {line.isBase ? '' : changeWords(line, base)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** "$0.42", "≥ $0.42" where some calls have no price, "price unknown". */
export function moneyWords({ costMicros, unknownCalls }: CostSum, money: Money): string {
  if (costMicros === null || (unknownCalls > 0 && costMicros === 0)) return 'price unknown'
  return `${unknownCalls > 0 ? '≥ ' : ''}${money(costMicros / 1e6)}`
}

/** "−42 %", "same", or nothing where one of the two is not known. */
export function changeWords(sum: CostSum, base: CostSum): string {
  if (sum.costMicros === null || base.costMicros === null) return ''
  if (sum.unknownCalls > 0 || base.unknownCalls > 0 || base.costMicros === 0) return ''
  const percent = (sum.costMicros / base.costMicros - 1) * 100
  if (sum.costMicros === base.costMicros) return 'same'
  const size = Math.abs(percent)
  const words = size < 10 ? size.toFixed(1) : String(Math.round(size))
  return `${percent < 0 ? '−' : '+'}${words} %`
}
