'use client'

import { claimSetup } from '../../lib/accounts/queries'
import { claimSetupInput } from '../../lib/accounts/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button, buttonClass } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { AuthHeading } from './auth-heading'
import { useLinkSecret } from './use-link-secret'

/** The first page of an installation: the link's holder becomes its owner. */
export function SetupForm() {
  const token = useLinkSecret('setup')
  if (token === undefined) return null
  return token === null ? <WithoutLink /> : <OwnerForm token={token} />
}

function WithoutLink() {
  return (
    <div className="flex flex-col gap-6">
      <AuthHeading title="Open the set-up link printed in the terminal">
        Reef runs, but nobody owns it yet. Where you started it, it printed a link that makes you the owner.
        It works once, for 30 minutes.
      </AuthHeading>
      <div className="flex flex-col gap-2">
        <p className="text-muted">No link in sight? Stop Reef and start it again for a new one:</p>
        <pre className="rounded-control border bg-sunken px-3 py-2 font-mono text-meta">npm start</pre>
      </div>
    </div>
  )
}

function OwnerForm({ token }: { token: string }) {
  const form = useForm(claimSetupInput.omit({ token: true }), async values => {
    await claimSetup({ ...values, token })
    window.location.assign('/')
  })
  const isSpent = form.failure !== null && 'code' in form.failure && form.failure.code === 'conflict'
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-6">
      <AuthHeading title="Set up Reef">
        You become the owner of this installation and its first workspace.
      </AuthHeading>
      <div className="flex flex-col gap-4">
        <Field label="Your name" error={form.errors.name}>
          {control => <Input {...control} name="name" autoComplete="name" autoFocus />}
        </Field>
        <Field label="E-mail" hint="You sign in with it. Reef sends no mail." error={form.errors.email}>
          {control => <Input {...control} name="email" type="email" autoComplete="username" />}
        </Field>
        <Field label="Password" hint="At least 10 characters." error={form.errors.password}>
          {control => <Input {...control} name="password" type="password" autoComplete="new-password" />}
        </Field>
        <Field label="Workspace" hint="Optional. You can rename it later." error={form.errors.workspaceName}>
          {control => <Input {...control} name="workspaceName" autoComplete="organization" />}
        </Field>
        <FormProblem error={form.failure} />
        {isSpent ? (
          <a href="/sign-in" className={buttonClass('secondary', 'large')}>
            Go to sign in
          </a>
        ) : (
          <Button type="submit" variant="primary" size="large" disabled={form.busy}>
            Set up Reef
          </Button>
        )}
      </div>
    </form>
  )
}
