'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import { budgetListQuery, budgetsKey, changeBudget } from '../../lib/budgets/queries'
import type { BudgetScope } from '../../lib/budgets/rules'
import type { RunBudget } from '../../lib/runs/recipe'
import type { RunState } from '../../lib/runs/run-state'
import { useDollarHint } from '../common/dollar-note'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Button, buttonClass } from '../ui/button'
import { useCommand } from './use-command'

/** A wider limit for the budget that holds the run: its task's, or one that stands over all work. */
export function RaiseBudget({ state: { runId, budget, waiting } }: { state: RunState }) {
  const held = waiting?.budget
  return held && stands(held.scope) ? (
    <RaiseStanding id={held.id} />
  ) : (
    <RaiseTask runId={runId} budget={budget} />
  )
}

function stands(scope: BudgetScope): boolean {
  return scope === 'workspace' || scope === 'member' || scope === 'agent'
}

/** Only owners and admins widen what limits everybody; the others are told whom to ask. */
function RaiseStanding({ id }: { id: string }) {
  const mayWrite = useAllowed('budget:write')
  const { data } = useQuery({ ...budgetListQuery(), enabled: mayWrite })
  const change = useChange(budgetsKey)
  const found = data?.budgets.find(budget => budget.id === id)
  if (!mayWrite) return <p className="text-muted">Owners and admins can raise it.</p>
  if (!found)
    return (
      <Link href="/settings/budgets" className={buttonClass('secondary', 'small')}>
        Open budgets
      </Link>
    )
  return (
    <LimitForm
      budget={found.limit}
      busy={change.busy}
      error={null}
      onSubmit={limit => change.run(() => changeBudget(id, limit), 'Budget raised')}
    />
  )
}

/** Sets a new limit for the task, over all its runs, and lets the run go on. An empty field means no limit. */
function RaiseTask({ runId, budget }: { runId: string; budget: RunBudget }) {
  const { send, isPending, error } = useCommand(runId)
  return (
    <LimitForm
      budget={budget}
      busy={isPending}
      error={error}
      onSubmit={limit => send({ type: 'budget', budget: limit })}
    />
  )
}

interface LimitFormProps {
  budget: { usd?: number | undefined; tokens?: number | undefined }
  busy: boolean
  error: Error | null
  onSubmit: (limit: RunBudget) => void
}

function LimitForm({ budget, busy, error, onSubmit }: LimitFormProps) {
  const [usd, setUsd] = useState(budget.usd === undefined ? '' : String(budget.usd * 2))
  const dollarHint = useDollarHint(usd)
  const [tokens, setTokens] = useState(budget.tokens === undefined ? '' : String(budget.tokens * 2))
  function submit(event: FormEvent) {
    event.preventDefault()
    const dollars = Number(usd)
    const count = Math.round(Number(tokens))
    onSubmit({ ...(dollars > 0 ? { usd: dollars } : {}), ...(count > 0 ? { tokens: count } : {}) })
  }
  return (
    <form onSubmit={submit} className="flex shrink-0 flex-wrap items-center gap-2">
      <Limit label="Dollars" value={usd} onChange={setUsd} />
      {dollarHint ? <span className="text-meta text-muted">{dollarHint}</span> : null}
      <Limit label="Tokens" value={tokens} onChange={setTokens} />
      <Button type="submit" size="small" disabled={busy}>
        Set and go on
      </Button>
      {error ? (
        <p role="alert" className="w-full text-failed">
          {error.message}
        </p>
      ) : null}
    </form>
  )
}

interface LimitProps {
  label: string
  value: string
  onChange: (value: string) => void
}

function Limit({ label, value, onChange }: LimitProps) {
  return (
    <label className="flex items-center gap-1 text-meta text-muted">
      {label}
      <input
        inputMode="decimal"
        placeholder="no limit"
        value={value}
        onChange={event => onChange(event.target.value)}
        className="tabular h-7 w-20 rounded-control border bg-raised px-2 text-ink"
      />
    </label>
  )
}
