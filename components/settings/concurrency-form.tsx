'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { changeWorkspace, workspaceQuery } from '../../lib/workspaces/queries'
import { concurrency } from '../../lib/workspaces/schema'
import { QueryError } from '../common/query-error'
import { useForm } from '../common/use-form'
import { SkeletonRows } from '../ui/skeleton'
import { useToast } from '../ui/toast'
import { LineForm } from './line-form'

const fields = z.object({
  concurrency: z
    .string()
    .regex(/^ *\d+ *$/, 'Write a whole number.')
    .transform(Number)
    .pipe(concurrency),
})

const usualHint = 'Further runs stand in line: begun work first, then by priority, then by age.'

/** How many runs of the workspace may be at work at once. */
export function ConcurrencyForm({ disabled }: { disabled: boolean }) {
  const { data, error, refetch } = useQuery(workspaceQuery())
  if (error)
    return <QueryError title="The limit could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={1} label="Loading the limit" />
  return <Form value={data.concurrency} disabled={disabled} />
}

function Form({ value, disabled }: { value: number; disabled: boolean }) {
  const client = useQueryClient()
  const toast = useToast()
  const form = useForm(fields, async change => {
    await changeWorkspace(change)
    await client.invalidateQueries({ queryKey: ['workspaces'] })
    toast({ text: 'Limit saved' })
  })
  const hint = disabled ? `${usualHint} Owners and admins can change it.` : usualHint
  return <LineForm {...{ form, hint, value, disabled }} name="concurrency" label="Runs at work at once" />
}
