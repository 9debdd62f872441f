'use client'

import { signIn } from '../../lib/accounts/queries'
import { signInInput } from '../../lib/accounts/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { AuthHeading } from './auth-heading'

interface Props {
  /** Where to go afterwards. */
  next: string
  /** The address of somebody who is signed in but in no workspace. */
  withoutWorkspace?: string
}

export function SignInForm({ next, withoutWorkspace }: Props) {
  const form = useForm(signInInput, async values => {
    await signIn(values)
    // A whole new page, so that nothing of an earlier account stays in memory.
    window.location.assign(next)
  })
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-6">
      <AuthHeading title="Sign in">
        {withoutWorkspace
          ? `${withoutWorkspace} is in no workspace at the moment. Ask for an invitation, or sign in again.`
          : null}
      </AuthHeading>
      <div className="flex flex-col gap-4">
        <Field label="E-mail" error={form.errors.email}>
          {control => <Input {...control} name="email" type="email" autoComplete="username" autoFocus />}
        </Field>
        <Field label="Password" error={form.errors.password}>
          {control => <Input {...control} name="password" type="password" autoComplete="current-password" />}
        </Field>
        <FormProblem error={form.failure} />
        <Button type="submit" variant="primary" size="large" disabled={form.busy}>
          Sign in
        </Button>
      </div>
      <p className="text-meta text-muted">
        Forgot the password? Whoever runs this Reef can make a link for a new one:{' '}
        <code className="whitespace-nowrap font-mono text-ink">npm run -s reef -- password</code>
      </p>
    </form>
  )
}
