'use client'

import { useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { personName, workspaceName } from '../../lib/accounts/schema'
import { useForm } from '../common/use-form'
import { useToast } from '../ui/toast'
import { LineForm } from './line-form'

interface Props {
  /** Whose name: it decides the rules. */
  of: 'person' | 'workspace'
  label: string
  value: string
  hint?: string
  disabled?: boolean
  save: (name: string) => Promise<unknown>
}

/** The name of a person or of a workspace. */
export function NameForm({ of, label, value, hint, disabled = false, save }: Props) {
  const client = useQueryClient()
  const toast = useToast()
  const fields = z.object({ name: of === 'person' ? personName : workspaceName })
  const form = useForm(fields, async ({ name }) => {
    await save(name)
    await client.invalidateQueries({ queryKey: ['me'] })
    await client.invalidateQueries({ queryKey: ['workspaces'] })
    toast({ text: `${label} saved` })
  })
  return <LineForm {...{ form, label, hint, value, disabled }} name="name" />
}
