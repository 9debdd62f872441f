'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { currencyCodes, moneyIn } from '../../lib/shared/currency'
import { currency } from '../../lib/shared/currency-schema'
import { changeWorkspace, workspaceQuery } from '../../lib/workspaces/queries'
import type { Workspace } from '../../lib/workspaces/schema'
import { FormProblem } from '../common/form-problem'
import { QueryError } from '../common/query-error'
import { TimeAgo } from '../common/time-ago'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { SkeletonRows } from '../ui/skeleton'
import { useToast } from '../ui/toast'

const fields = z.object({
  code: currency.shape.code,
  perDollar: z
    .string()
    .regex(/^ *\d+([.,]\d+)? *$/, 'Write a number, such as 7.1.')
    .transform(text => Number(text.replace(',', '.')))
    .pipe(currency.shape.perDollar),
})

/** In which currency the page shows amounts, at a rate that stays until somebody changes it. */
export function CurrencyForm({ disabled }: { disabled: boolean }) {
  const { data, error, refetch } = useQuery(workspaceQuery())
  if (error)
    return (
      <QueryError title="The currency could not be loaded" error={error} onRetry={() => void refetch()} />
    )
  if (!data) return <SkeletonRows rows={2} label="Loading the currency" />
  const { code, perDollar } = data.currency
  return <Form key={`${code} ${perDollar}`} workspace={data} disabled={disabled} />
}

function Form({ workspace, disabled }: { workspace: Workspace; disabled: boolean }) {
  const client = useQueryClient()
  const toast = useToast()
  const [code, setCode] = useState(workspace.currency.code)
  const [rate, setRate] = useState(String(workspace.currency.perDollar))
  const isDollar = code === 'USD'
  const form = useForm(fields, async change => {
    await changeWorkspace({ currency: change })
    await client.invalidateQueries({ queryKey: ['me'] })
    await client.invalidateQueries({ queryKey: ['workspaces'] })
    toast({ text: 'Currency saved' })
  })
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex max-w-90 flex-col gap-3">
      <div className="flex items-end gap-2">
        <Field label="Currency" error={form.errors.code}>
          {control => (
            <Select
              {...control}
              name="code"
              className="min-w-24"
              value={code}
              disabled={disabled}
              onChange={event => {
                const next = currencyCodes.find(one => one === event.target.value) ?? 'USD'
                setCode(next)
                if (next === 'USD') setRate('1')
              }}
            >
              {currencyCodes.map(one => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="For one US dollar" error={form.errors.perDollar}>
          {control => (
            <Input
              {...control}
              name="perDollar"
              inputMode="decimal"
              value={rate}
              readOnly={isDollar}
              disabled={disabled}
              onChange={event => setRate(event.target.value)}
              autoComplete="off"
              className="w-28"
            />
          )}
        </Field>
        {disabled ? null : (
          <Button type="submit" disabled={form.busy} className="max-md:h-11">
            Save
          </Button>
        )}
      </div>
      <p className="text-meta text-muted">
        Amounts in the page are shown in it. {isDollar ? '' : `${example(code, rate)} `}
        Budgets and prices are entered and kept in US dollars; notices and the API speak of dollars too.
        {disabled ? ' Owners and admins can change it.' : ''}
      </p>
      <Chosen workspace={workspace} />
      <FormProblem error={form.failure} />
    </form>
  )
}

function example(code: (typeof currencyCodes)[number], rate: string): string {
  const perDollar = Number(rate.replace(',', '.'))
  return perDollar > 0 ? `$10.00 is shown as ${moneyIn({ code, perDollar })(10)}.` : ''
}

function Chosen({ workspace: { currencyChosen } }: { workspace: Workspace }) {
  if (!currencyChosen) return null
  return (
    <p className="text-meta text-muted">
      Chosen by {currencyChosen.byName}, <TimeAgo at={currencyChosen.at} className="tabular" />
    </p>
  )
}
