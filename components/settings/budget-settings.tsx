'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { budgetListQuery, budgetsKey } from '../../lib/budgets/queries'
import type { Budget } from '../../lib/budgets/schema'
import { changeWorkspace } from '../../lib/workspaces/queries'
import { QueryError } from '../common/query-error'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { SkeletonRows } from '../ui/skeleton'
import { useToast } from '../ui/toast'
import { BudgetDialog } from './budget-dialog'
import { BudgetHistory } from './budget-history'
import { BudgetRow } from './budget-row'
import { SettingsSection } from './settings-section'

/** Limits over all work: how each stands, who changed it, and where days and months begin. */
export function BudgetSettings() {
  const mayWrite = useAllowed('budget:write')
  const [adding, setAdding] = useState(false)
  const { data, error, refetch } = useQuery({ ...budgetListQuery(), refetchInterval: 5_000 })
  if (error)
    return <QueryError title="The budgets could not be loaded" error={error} onRetry={() => void refetch()} />
  const action = mayWrite ? (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      New budget
    </Button>
  ) : undefined
  const standing = data?.budgets.filter(budget => !ofWork(budget))
  const work = data?.budgets.filter(ofWork) ?? []
  return (
    <>
      <SettingsSection
        title="Budgets"
        description="Calls reserve their worst case before they are made. At a limit runs wait with everything kept, and go on by themselves when there is more."
        action={action}
      >
        {standing ? (
          <BudgetRows label="Budgets" budgets={standing} mayWrite={mayWrite} />
        ) : (
          <SkeletonRows rows={3} label="Loading the budgets" />
        )}
      </SettingsSection>
      {work.length > 0 ? (
        <SettingsSection title="On work" description="Set where the task, the run or the batch is.">
          <BudgetRows label="Budgets on work" budgets={work} mayWrite={false} />
        </SettingsSection>
      ) : null}
      {data ? <TimeZone value={data.timeZone} mayWrite={mayWrite} /> : null}
      <SettingsSection title="Changes" description="Who set, changed and removed budgets.">
        <BudgetHistory />
      </SettingsSection>
      {adding ? <BudgetDialog onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function ofWork({ scope }: Budget): boolean {
  return scope === 'task' || scope === 'run' || scope === 'batch'
}

function BudgetRows({ label, budgets, mayWrite }: { label: string; budgets: Budget[]; mayWrite: boolean }) {
  if (budgets.length === 0)
    return (
      <p className="border-t py-3 text-muted">
        There are none yet. Tasks may have their own; nothing limits all of them together.
      </p>
    )
  return (
    <ul aria-label={label} className="flex flex-col border-t">
      {budgets.map(budget => (
        <BudgetRow key={budget.id} budget={budget} mayWrite={mayWrite} />
      ))}
    </ul>
  )
}

function TimeZone({ value, mayWrite }: { value: string; mayWrite: boolean }) {
  const client = useQueryClient()
  const toast = useToast()
  function change(timeZone: string) {
    changeWorkspace({ timeZone }).then(
      () => client.invalidateQueries({ queryKey: budgetsKey }),
      (error: Error) => toast({ text: error.message, tone: 'failed' }),
    )
  }
  return (
    <SettingsSection title="Days and months">
      <Field label="Time zone" hint="Budgets of a day or a month begin anew at midnight there.">
        {control => (
          <Select
            {...control}
            value={value}
            disabled={!mayWrite}
            onChange={event => change(event.target.value)}
            className="w-full max-w-90"
          >
            {[...new Set([value, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map(zone => (
              <option key={zone}>{zone}</option>
            ))}
          </Select>
        )}
      </Field>
    </SettingsSection>
  )
}
