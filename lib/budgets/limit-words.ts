/** Words of a budget as somebody has set it. Pure. */
import type { Money } from '../shared/currency'
import { formatCount } from '../shared/format'

interface Limit {
  usd?: number | undefined
  tokens?: number | undefined
}

/** A unit each, dollars first: ["$0.25", "5M tokens"]; nothing where nothing limits. */
export function budgetLimitWords({ usd, tokens }: Limit, money: Money): string[] {
  return [
    ...(usd === undefined ? [] : [money.limit(usd)]),
    ...(tokens === undefined ? [] : [`${formatCount(tokens)} tokens`]),
  ]
}
