import type { ReactNode } from 'react'
import { formatWhole } from '../../lib/shared/format'
import type { UsageRecord } from '../../lib/usage/schema'
import { StackedBar } from '../ui/stacked-bar'
import { barLabel, barParts, type TokenKind, tokenKinds } from './token-kinds'

interface KindTableProps {
  usage: UsageRecord
  /** Words what the tokens of a kind have cost. */
  costOf: (kind: TokenKind) => string
  /** A last row. */
  children?: ReactNode
}

/** The six counters as one bar and row by row, with what each one cost. */
export function KindTable({ usage, costOf, children }: KindTableProps) {
  return (
    <div>
      <StackedBar label={barLabel(usage)} parts={barParts(usage)} className="h-2" />
      <table className="tabular mt-2 w-full">
        <caption className="sr-only">Tokens and cost by kind</caption>
        <tbody>
          {tokenKinds.map(({ key, label, className }) => (
            <tr key={key} className="h-6">
              <th scope="row" className="text-left font-normal">
                <span className="flex items-center gap-2">
                  <span aria-hidden className={`size-2 rounded-[2px] ${className}`} />
                  {label}
                </span>
              </th>
              <td className="text-right">{formatWhole(usage[key])}</td>
              <td className="w-24 text-right text-muted">{costOf(key)}</td>
            </tr>
          ))}
          {children}
        </tbody>
      </table>
    </div>
  )
}
