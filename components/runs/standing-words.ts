import type { BudgetStanding } from '../../lib/runs/burn'
import type { Money } from '../../lib/shared/currency'
import { formatCount } from '../../lib/shared/format'

/** "$0.42 of $5.00 spent, $0.08 held back" */
export function standingWords({ unit, spent, reserved, limit }: BudgetStanding, money: Money): string {
  const amount = unit === 'usd' ? money : formatCount
  const most = unit === 'usd' ? money.limit : formatCount
  const held = reserved > 0 ? `, ${amount(reserved)} held back` : ''
  return `${amount(spent)} of ${most(limit)}${unit === 'usd' ? '' : ' tokens'} spent${held}`
}
