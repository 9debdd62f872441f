import { formatCount, formatWhole } from '../../lib/shared/format'
import type { UsageBreakdown } from '../../lib/usage/breakdown'
import { costWords, totalTokens } from '../../lib/usage/words'
import { useMoney } from '../common/money'
import { barLabel, barParts, tokenKinds } from '../common/token-kinds'
import { StackedBar } from '../ui/stacked-bar'
import { percentWords } from './words'

/** The figures that are looked for first. */
export function TotalFigures({ data: { total, waste } }: { data: UsageBreakdown }) {
  const money = useMoney()
  const wasted = waste.calls === 0 ? 'none' : costWords(waste, money)
  return (
    <dl aria-label="Together" className="tabular flex flex-wrap gap-x-10 gap-y-3 px-5 pt-1 pb-5 max-md:px-4">
      <Figure name="Cost" title={`${formatWhole(total.costMicros ?? 0)} micro-dollars`}>
        {costWords(total, money)}
      </Figure>
      <Figure name="Tokens" title={formatWhole(totalTokens(total))}>
        {formatCount(totalTokens(total))}
      </Figure>
      <Figure name="Calls">{formatWhole(total.calls)}</Figure>
      <Figure name="Read from cache">{percentWords(total.cacheReadTokens, total.inputTokens)}</Figure>
      <Figure
        name="Failed and broken off"
        title={`${waste.calls} calls, ${formatWhole(totalTokens(waste))} tokens`}
      >
        {wasted}
      </Figure>
    </dl>
  )
}

function Figure({ name, title, children }: { name: string; title?: string; children: string }) {
  return (
    <div>
      <dt className="text-meta text-muted">{name}</dt>
      <dd title={title} className="font-semibold text-title">
        {children}
      </dd>
    </div>
  )
}

/** Tokens and dollars of the six counters side by side. Both columns add up to the ledger. */
export function KindTable({ data: { total, costs } }: { data: UsageBreakdown }) {
  const money = useMoney()
  return (
    <div>
      <StackedBar label={barLabel(total.counters)} parts={barParts(total.counters)} className="h-2" />
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
              <td className="text-right">{formatWhole(total.counters[key])}</td>
              <td className="w-24 text-right text-muted">
                {costs === null || total.counters[key] === 0 ? '–' : money(costs[key] / 1e6)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
