'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { agentListQuery } from '../../lib/agents/queries'
import { budgetsKey, changeBudget, setBudget } from '../../lib/budgets/queries'
import { type BudgetPeriod, budgetName } from '../../lib/budgets/rules'
import type { Budget, BudgetLimit, SetBudgetInput } from '../../lib/budgets/schema'
import { memberListQuery } from '../../lib/members/queries'
import { useDollarHint } from '../common/dollar-note'
import { FormProblem } from '../common/form-problem'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'

const periods: Record<BudgetPeriod, string> = {
  day: 'A day',
  month: 'A month',
  run: 'Each run',
  total: 'In total',
}

/** Sets a budget, or gives one another limit. */
export function BudgetDialog({ budget, onClose }: { budget?: Budget; onClose: () => void }) {
  const [on, setOn] = useState('workspace')
  const [period, setPeriod] = useState<BudgetPeriod>('month')
  const [usd, setUsd] = useState(textOf(budget?.limit.usd))
  const [tokens, setTokens] = useState(textOf(budget?.limit.tokens))
  const client = useQueryClient()
  const limit = limitFrom(usd, tokens)
  const save = useMutation({
    mutationFn: (limit: BudgetLimit) =>
      budget ? changeBudget(budget.id, limit) : setBudget({ ...placeOf(on), period, limit }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: budgetsKey })
      onClose()
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    if (limit) save.mutate(limit)
  }
  const title = budget
    ? budgetName({ scope: budget.scope, name: budget.scopeName, period: budget.period })
    : 'New budget'
  return (
    <Dialog open onClose={onClose} title={title} className="w-[min(28rem,calc(100vw-2rem))]">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4 p-4">
        {budget ? null : (
          <div className="grid gap-4 sm:grid-cols-2">
            <ScopeField value={on} onChange={setOn} />
            <Field label="For">
              {control => (
                <Select
                  {...control}
                  value={period}
                  onChange={event => setPeriod(event.target.value as BudgetPeriod)}
                  className="w-full"
                >
                  {Object.entries(periods).map(([value, label]) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Amount label="Dollars" hint={useDollarHint(usd)} value={usd} onChange={setUsd} />
          <Amount label="Tokens" value={tokens} onChange={setTokens} />
        </div>
        <p className="text-meta text-muted">
          Set one or both. Tokens also hold where a model has no price, such as one of your own.
        </p>
        <FormProblem error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!limit || save.isPending}>
            {budget ? 'Save' : 'Set budget'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function ScopeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { data: agents } = useQuery(agentListQuery())
  const { data: members } = useQuery(memberListQuery())
  return (
    <Field label="On">
      {control => (
        <Select
          {...control}
          value={value}
          onChange={event => onChange(event.target.value)}
          className="w-full"
        >
          <option value="workspace">The workspace</option>
          <optgroup label="Members">
            {members?.map(member => (
              <option key={member.id} value={`member ${member.id}`}>
                {member.name}
              </option>
            ))}
          </optgroup>
          <optgroup label="Agents">
            {agents?.agents.map(agent => (
              <option key={agent.id} value={`agent ${agent.id}`}>
                {agent.name}
              </option>
            ))}
          </optgroup>
        </Select>
      )}
    </Field>
  )
}

interface AmountProps {
  label: string
  hint?: string | undefined
  value: string
  onChange: (value: string) => void
}

function Amount({ label, hint, value, onChange }: AmountProps) {
  return (
    <Field label={label} hint={hint}>
      {control => (
        <Input
          {...control}
          inputMode="decimal"
          autoComplete="off"
          placeholder="no limit"
          value={value}
          onChange={event => onChange(event.target.value)}
          className="tabular"
        />
      )}
    </Field>
  )
}

function placeOf(on: string): Pick<SetBudgetInput, 'scope' | 'scopeId'> {
  const [scope, scopeId] = on.split(' ')
  return scopeId === undefined ? { scope: 'workspace' } : { scope: scope as 'member' | 'agent', scopeId }
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}

/** What was written, or nothing while it is no limit. Reads `50,000` and `2.5M`. */
function limitFrom(usd: string, tokens: string): BudgetLimit | null {
  const dollars = amountFrom(usd)
  const count = amountFrom(tokens)
  if (Number.isNaN(dollars) || Number.isNaN(count) || (dollars ?? count) === undefined) return null
  return {
    ...(dollars === undefined ? {} : { usd: dollars }),
    ...(count === undefined ? {} : { tokens: Math.round(count) }),
  }
}

function amountFrom(text: string): number | undefined {
  const plain = text.replaceAll(/[\s,$]/g, '').toLowerCase()
  if (plain === '') return undefined
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)([km]?)$/.exec(plain) ?? []
  const value = digits === '' ? Number.NaN : Number(digits) * ({ k: 1e3, m: 1e6 }[unit] ?? 1)
  return value > 0 ? value : Number.NaN
}
