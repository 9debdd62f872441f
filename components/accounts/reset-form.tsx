'use client'

import { resetPassword } from '../../lib/accounts/queries'
import { resetPasswordInput } from '../../lib/accounts/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { AuthHeading } from './auth-heading'
import { useLinkSecret } from './use-link-secret'

/** A new password, for the holder of a link that the command line printed. */
export function ResetForm() {
  const token = useLinkSecret('reset')
  const form = useForm(resetPasswordInput.omit({ token: true }), async ({ password }) => {
    await resetPassword({ token: token ?? '', password })
    window.location.assign('/')
  })
  if (token === undefined) return null
  if (token === null) {
    return (
      <AuthHeading title="This link is not complete">Copy the whole link that you were sent.</AuthHeading>
    )
  }
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-6">
      <AuthHeading title="Choose a new password">Your sessions on all devices end.</AuthHeading>
      <div className="flex flex-col gap-4">
        <Field label="New password" hint="At least 10 characters." error={form.errors.password}>
          {control => (
            <Input {...control} name="password" type="password" autoComplete="new-password" autoFocus />
          )}
        </Field>
        <FormProblem error={form.failure} />
        <Button type="submit" variant="primary" size="large" disabled={form.busy}>
          Set the password
        </Button>
      </div>
    </form>
  )
}
