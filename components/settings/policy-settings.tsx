'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { ruleListQuery } from '../../lib/policy/queries'
import { QueryError } from '../common/query-error'
import { RuleDialog } from '../common/rule-dialog'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'
import { RuleRow } from './rule-row'
import { SettingsSection } from './settings-section'
import { TryPolicy } from './try-policy'

/** What agents may do without asking: the rules, and a place to try them. */
export function PolicySettings() {
  const mayWrite = useAllowed('policy:write')
  const [adding, setAdding] = useState(false)
  const action = mayWrite ? (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      New rule
    </Button>
  ) : undefined
  return (
    <>
      <SettingsSection
        title="Policy"
        description="Rules say which calls of tools are denied, and which ask a person first. Deny wins over ask, whoever made the rule. A rule holds from the next call on, for runs that are under way too."
        action={action}
      >
        <Rules mayWrite={mayWrite} />
      </SettingsSection>
      <SettingsSection title="Try it" description="What would happen with a call now. Nothing is run.">
        <TryPolicy />
      </SettingsSection>
      {adding ? <RuleDialog onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function Rules({ mayWrite }: { mayWrite: boolean }) {
  const { data, error, refetch } = useQuery(ruleListQuery())
  if (error)
    return <QueryError title="The rules could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={3} label="Loading the rules" />
  const rules = data.rules.filter(({ exceptionOf }) => exceptionOf === null)
  if (rules.length === 0)
    return (
      <EmptyState icon={<ShieldCheck size={20} strokeWidth={1.5} aria-hidden />} title="No rule yet">
        Every call is allowed, inside the sandbox. Make a rule to be asked before files are removed, say, or
        to keep a host out of reach.
      </EmptyState>
    )
  return (
    <ul aria-label="Rules" className="flex flex-col border-t">
      {rules.map(rule => (
        <RuleRow
          key={rule.id}
          rule={rule}
          exceptions={data.rules.filter(({ exceptionOf }) => exceptionOf === rule.id)}
          mayWrite={mayWrite}
        />
      ))}
    </ul>
  )
}
