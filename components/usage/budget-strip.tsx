'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { budgetListQuery } from '../../lib/budgets/queries'
import { budgetName } from '../../lib/budgets/rules'
import type { Budget } from '../../lib/budgets/schema'
import { formatCount } from '../../lib/shared/format'
import { LimitBar } from '../common/limit-bar'
import { useMoney } from '../common/money'

/** Budgets that are shown here, the fullest first; all of them stand in Settings. */
const mostBudgets = 4

/** The budgets that stand, as they are now, whatever the page is narrowed to. */
export function BudgetStrip() {
  const { data } = useQuery(budgetListQuery())
  if (!data) return null
  const budgets = data.budgets.toSorted((a, b) => fullness(b) - fullness(a)).slice(0, mostBudgets)
  return (
    <section
      aria-label="Budgets"
      className="flex flex-wrap items-center gap-x-8 gap-y-2 border-b px-5 py-2.5 text-meta max-md:px-4"
    >
      {budgets.length === 0 ? <span className="text-muted">No budget stands.</span> : null}
      {budgets.map(budget => (
        <BudgetFigure key={budget.id} budget={budget} />
      ))}
      <Link href="/settings/budgets" className="ml-auto text-muted hover:text-ink hover:underline">
        {budgets.length === 0 ? 'Set a budget' : 'Budgets and their history'}
      </Link>
    </section>
  )
}

function BudgetFigure({ budget }: { budget: Budget }) {
  const money = useMoney()
  const { limit, spent, reserved } = budget
  const unit = limit.usd === undefined ? 'tokens' : 'usd'
  const words = unit === 'usd' ? money.limit : formatCount
  const most = limit[unit] ?? 0
  const name = budgetName({ scope: budget.scope, name: budget.scopeName, period: budget.period })
  const said = `${words(spent[unit])} of ${words(most)}${unit === 'tokens' ? ' tokens' : ''}`
  return (
    <span className="flex w-80 max-w-full max-md:w-full flex-col gap-1">
      <span className="flex gap-2">
        <span className="truncate" title={name}>
          {name}
        </span>
        <span className="tabular ml-auto whitespace-nowrap text-muted">{said}</span>
      </span>
      <LimitBar label={`${name}: ${said}`} spent={spent[unit]} reserved={reserved[unit]} limit={most} />
    </span>
  )
}

function fullness({ limit, spent }: Budget): number {
  return Math.max(
    limit.usd === undefined ? 0 : spent.usd / limit.usd,
    limit.tokens === undefined ? 0 : spent.tokens / limit.tokens,
  )
}
