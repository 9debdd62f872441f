'use client'

import { Pencil, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { budgetsKey, removeBudget } from '../../lib/budgets/queries'
import { budgetName } from '../../lib/budgets/rules'
import type { Budget } from '../../lib/budgets/schema'
import { formatCount } from '../../lib/shared/format'
import { LimitBar } from '../common/limit-bar'
import { useMoney } from '../common/money'
import { useChange } from '../common/use-change'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { IconButton } from '../ui/icon-button'
import { BudgetDialog } from './budget-dialog'

/** One budget: its name, a bar for each unit that it limits, and what may be done about it. */
export function BudgetRow({ budget, mayWrite }: { budget: Budget; mayWrite: boolean }) {
  const money = useMoney()
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const change = useChange(budgetsKey)
  const { limit, spent, reserved, until } = budget
  const name = nameOf(budget)
  return (
    <li className="flex items-start gap-3 border-b py-3 last:border-b-0">
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="flex flex-wrap items-baseline gap-x-3">
          {budget.scope === 'task' ? (
            <Link href={`/tasks/${budget.scopeId}`} className="break-words font-medium hover:underline">
              {name}
            </Link>
          ) : (
            <span className="break-words font-medium">{name}</span>
          )}
          {until ? (
            <span className="tabular text-meta text-muted" suppressHydrationWarning>
              begins anew{' '}
              {new Date(until).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
            </span>
          ) : null}
        </p>
        {limit.usd === undefined ? null : (
          <Unit words={money.limit} spent={spent.usd} reserved={reserved.usd} limit={limit.usd} name={name} />
        )}
        {limit.tokens === undefined ? null : (
          <Unit
            words={value => `${formatCount(value)} ${value === 1 ? 'token' : 'tokens'}`}
            spent={spent.tokens}
            reserved={reserved.tokens}
            limit={limit.tokens}
            name={name}
          />
        )}
      </div>
      {mayWrite ? (
        <div className="flex shrink-0">
          <IconButton label={`Change: ${name}`} onClick={() => setEditing(true)}>
            <Pencil size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
          <IconButton label={`Remove: ${name}`} disabled={change.busy} onClick={() => setRemoving(true)}>
            <Trash2 size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
        </div>
      ) : null}
      {editing ? <BudgetDialog budget={budget} onClose={() => setEditing(false)} /> : null}
      <ConfirmDialog
        open={removing}
        title="Remove this budget?"
        confirm="Remove"
        danger
        onConfirm={() => change.run(() => removeBudget(budget.id), 'Budget removed')}
        onClose={() => setRemoving(false)}
      >
        Nothing limits this any more. Runs that wait for it go on at once.
      </ConfirmDialog>
    </li>
  )
}

/** Of a budget per run, the fullest run at work is shown. */
function nameOf({ scope, scopeName, period }: Budget): string {
  if (period !== 'run') return budgetName({ scope, name: scopeName, period })
  return `${budgetName({ scope, name: scopeName, period: 'total' })} of each run`
}

interface UnitProps {
  name: string
  words: (value: number) => string
  spent: number
  reserved: number
  limit: number
}

function Unit({ name, words, spent, reserved, limit }: UnitProps) {
  const left = Math.max(0, limit - spent - reserved)
  const said = [
    `${words(spent)} of ${words(limit)} spent`,
    ...(reserved > 0 ? [`${words(reserved)} reserved`] : []),
    `${words(left)} left`,
  ]
  return (
    <div className="flex flex-col gap-1">
      <LimitBar label={`${name}: ${said.join(', ')}`} spent={spent} reserved={reserved} limit={limit} />
      <p aria-hidden className="tabular flex flex-wrap gap-x-3 text-meta text-muted">
        {said.map((text, index) => (
          <span key={text} className={index === 0 ? 'text-ink' : undefined}>
            {text}
          </span>
        ))}
      </p>
    </div>
  )
}
