'use client'

import { FormProblem } from '../common/form-problem'
import type { Form } from '../common/use-form'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'

interface LineFormProps {
  form: Form
  name: string
  label: string
  hint?: string | undefined
  /** As it is stored. */
  value: string | number
  disabled: boolean
}

/** One value in a line with its button. */
export function LineForm({ form, name, label, hint, value, disabled }: LineFormProps) {
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex max-w-90 flex-col gap-3">
      <Field label={label} hint={hint} error={form.errors[name]}>
        {control => (
          <div className="flex gap-2">
            <Input
              {...control}
              key={value}
              name={name}
              inputMode={typeof value === 'number' ? 'numeric' : 'text'}
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
