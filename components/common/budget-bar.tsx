import type { RunBudget } from '../../lib/runs/recipe'
import type { Money } from '../../lib/shared/currency'
import { formatCount } from '../../lib/shared/format'
import type { UsageTotals } from '../../lib/usage/schema'
import { totalTokens } from '../../lib/usage/words'
import { classNames } from '../ui/class-names'
import { useMoney } from './money'

interface BudgetBarProps {
  usage: UsageTotals
  budget: RunBudget
  className?: string
}

/** How much of the budget is used: in dollars where there is a dollar budget, else in tokens. */
export function BudgetBar({ usage, budget, className }: BudgetBarProps) {
  const money = useMoney()
  const part = usedPart(usage, budget)
  if (part === null) return null
  const words = budgetWords(usage, budget, money)
  return (
    <span
      role="img"
      aria-label={words}
      title={words}
      className={classNames('block h-1 overflow-hidden rounded-full bg-selected', className)}
    >
      <span
        className={classNames(
          'block h-full rounded-full transition-[width] duration-180 ease-out',
          part >= 1 ? 'bg-failed' : part > 0.8 ? 'bg-waiting' : 'bg-muted',
        )}
        style={{ width: `${Math.min(1, part) * 100}%` }}
      />
    </span>
  )
}

/** The used part of the budget, 1 for all of it; null without a budget. */
export function usedPart(usage: UsageTotals, budget: RunBudget): number | null {
  if (budget.usd !== undefined) return (usage.costUsd ?? 0) / budget.usd
  if (budget.tokens !== undefined) return totalTokens(usage) / budget.tokens
  return null
}

function budgetWords(usage: UsageTotals, budget: RunBudget, money: Money): string {
  if (budget.usd !== undefined) return `${money(usage.costUsd ?? 0)} of ${money.limit(budget.usd)} used`
  return `${formatCount(totalTokens(usage))} of ${formatCount(budget.tokens ?? 0)} tokens used`
}
