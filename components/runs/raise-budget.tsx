'use client'

import { type FormEvent, useState } from 'react'
import type { RunBudget } from '../../lib/runs/recipe'
import { Button } from '../ui/button'
import { useCommand } from './use-command'

/** Sets a new limit for the task, over all its runs, and lets the run go on. An empty field means no limit. */
export function RaiseBudget({ runId, budget }: { runId: string; budget: RunBudget }) {
  const { send, isPending, error } = useCommand(runId)
  const [usd, setUsd] = useState(budget.usd === undefined ? '' : String(budget.usd * 2))
  const [tokens, setTokens] = useState(budget.tokens === undefined ? '' : String(budget.tokens * 2))
  function submit(event: FormEvent) {
    event.preventDefault()
    const dollars = Number(usd)
    const count = Math.round(Number(tokens))
    send({
      type: 'budget',
      budget: { ...(dollars > 0 ? { usd: dollars } : {}), ...(count > 0 ? { tokens: count } : {}) },
    })
  }
  return (
    <form onSubmit={submit} className="flex shrink-0 flex-wrap items-center gap-2">
      <Limit label="Dollars" value={usd} onChange={setUsd} />
      <Limit label="Tokens" value={tokens} onChange={setTokens} />
      <Button type="submit" size="small" disabled={isPending}>
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
