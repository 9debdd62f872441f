import { formatCount, formatWhole } from '../../lib/shared/format'
import type { UsageBreakdown } from '../../lib/usage/breakdown'
import { costWords, totalTokens } from '../../lib/usage/words'
import { KindTable } from '../common/kind-table'
import { useMoney } from '../common/money'
import type { TokenKind } from '../common/token-kinds'
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
export function UsageKinds({ data: { total, costs } }: { data: UsageBreakdown }) {
  const money = useMoney()
  const costOf = (kind: TokenKind): string =>
    costs === null || total.counters[kind] === 0 ? '–' : money(costs[kind] / 1e6)
  return <KindTable usage={total.counters} costOf={costOf} />
}
