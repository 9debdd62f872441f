'use client'

import { changePassword } from '../../lib/accounts/queries'
import { changePasswordInput } from '../../lib/accounts/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useToast } from '../ui/toast'

export function PasswordForm({ email }: { email: string }) {
  const toast = useToast()
  const form = useForm(changePasswordInput, async (values, element) => {
    await changePassword(values)
    element.reset()
    toast({ text: 'Password changed. Your other sessions have ended.' })
  })
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex max-w-90 flex-col gap-4">
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Field label="Current password" error={form.errors.currentPassword}>
        {control => (
          <Input {...control} name="currentPassword" type="password" autoComplete="current-password" />
        )}
      </Field>
      <Field label="New password" hint="At least 10 characters." error={form.errors.newPassword}>
        {control => <Input {...control} name="newPassword" type="password" autoComplete="new-password" />}
      </Field>
      <FormProblem error={form.failure} />
      <Button type="submit" disabled={form.busy} className="self-start">
        Change password
      </Button>
    </form>
  )
}
