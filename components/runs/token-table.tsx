import { callsOf } from '../../lib/runs/calls'
import type { RunState } from '../../lib/runs/run-state'
import type { Money } from '../../lib/shared/currency'
import { formatWhole } from '../../lib/shared/format'
import { counterRate } from '../../lib/usage/counter-rate'
import { KindTable } from '../common/kind-table'
import { useMoney } from '../common/money'
import { type TokenKind, tokenKinds } from '../common/token-kinds'

/** The six counters with what each one cost, where the prices are known. They add up to the run's totals. */
export function TokenTable({ state }: { state: RunState }) {
  const money = useMoney()
  const { totals } = state
  const scripted = state.model?.scripted ?? false
  const dollars = dollarsByCounter(state)
  const sum = tokenKinds.reduce((left, { key }) => left + totals[key], 0)
  return (
    <KindTable usage={totals} costOf={kind => counterCost(dollars?.[kind], totals[kind], money, scripted)}>
      <tr className="h-8 font-medium [&>*]:border-t">
        <th scope="row" className="text-left font-medium">
          {scripted ? 'Simulated' : 'Together'}
        </th>
        <td className="text-right">{formatWhole(sum)}</td>
        <td className="text-right">{totalCost(state, money, scripted)}</td>
      </tr>
    </KindTable>
  )
}

function counterCost(dollars: number | undefined, tokens: number, money: Money, scripted: boolean): string {
  if (scripted || tokens === 0) return '–'
  return dollars === undefined ? '' : money(dollars)
}

export function totalCost({ totals }: RunState, money: Money, scripted: boolean): string {
  if (scripted) return '–'
  if (totals.unpricedCalls > 0)
    return totals.pricedCalls > 0 ? `≥ ${money(totals.costMicros / 1e6)}` : 'price unknown'
  return totals.pricedCalls === 0 ? '–' : money(totals.costMicros / 1e6)
}

/** Dollars by counter from the price rows kept with the calls; null when a call has none. */
function dollarsByCounter(state: RunState): Partial<Record<TokenKind, number>> | null {
  const sums: Partial<Record<TokenKind, number>> = {}
  for (const { usage, cost } of callsOf(state)) {
    if (!usage) continue
    if (!cost?.price) return null
    for (const { key } of tokenKinds) {
      const rate = counterRate(cost.price, key)
      if (rate !== null) sums[key] = (sums[key] ?? 0) + (usage[key] * rate) / 1e6
    }
  }
  return sums
}
