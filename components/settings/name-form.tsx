'use client'

import { useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { personName, workspaceName } from '../../lib/accounts/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useToast } from '../ui/toast'

interface Props {
  /** Whose name: it decides the rules. */
  of: 'person' | 'workspace'
  label: string
  value: string
  hint?: string
  disabled?: boolean
  save: (name: string) => Promise<unknown>
}

/** One name in a line with its button. */
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
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex max-w-90 flex-col gap-3">
      <Field label={label} hint={hint} error={form.errors.name}>
        {control => (
          <div className="flex gap-2">
            <Input
              {...control}
              key={value}
              name="name"
              defaultValue={value}
              disabled={disabled}
              autoComplete="off"
            />
            {disabled ? null : (
              <Button type="submit" disabled={form.busy} className="max-md:h-11">
                Save
              </Button>
            )}
          </div>
        )}
      </Field>
      <FormProblem error={form.failure} />
    </form>
  )
}
