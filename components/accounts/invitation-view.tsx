'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { AppError } from '../../lib/http/errors'
import { acceptInvitation, invitationPreviewQuery } from '../../lib/invitations/queries'
import {
  acceptInvitationInput,
  type InvitationPreview,
  type InvitationState,
} from '../../lib/invitations/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button, buttonClass } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Skeleton } from '../ui/skeleton'
import { AuthHeading } from './auth-heading'
import { useLinkSecret } from './use-link-secret'

interface Props {
  id: string
  signedInAs: string | null
}

/** An invitation: what it is, and the way in that fits who opened it. */
export function InvitationView({ id, signedInAs }: Props) {
  const secret = useLinkSecret(id)
  if (secret === undefined) return <Loading />
  if (secret === null)
    return <Unusable title="This link is not complete">Copy the whole link that you were sent.</Unusable>
  return <OpenedInvitation id={id} secret={secret} signedInAs={signedInAs} />
}

function OpenedInvitation({ id, secret, signedInAs }: Props & { secret: string }) {
  const { data, error } = useQuery(invitationPreviewQuery(id, secret))
  if (error instanceof AppError && error.code === 'not-found') {
    return (
      <Unusable title="This link leads to no invitation">Copy the whole link that you were sent.</Unusable>
    )
  }
  if (error) return <FormProblem error={error} />
  if (!data) return <Loading />
  if (data.state !== 'open') {
    const [title, advice] = closed[data.state]
    return <Unusable title={title}>{advice}</Unusable>
  }
  if (!data.hasAccount) return <JoinForm id={id} secret={secret} invitation={data} />
  if (signedInAs === null) return <SignInFirst id={id} invitation={data} />
  return <JoinAs id={id} secret={secret} invitation={data} signedInAs={signedInAs} />
}

const closed: Record<Exclude<InvitationState, 'open'>, [string, string]> = {
  used: ['This invitation was used already', 'If it was you, sign in. If not, ask for a new one.'],
  withdrawn: ['This invitation was withdrawn', 'Ask for a new one.'],
  expired: ['This invitation has expired', 'Invitations work for a week. Ask for a new one.'],
}

function Heading({ invitation }: { invitation: InvitationPreview }) {
  const { workspaceName, inviterName, email, role } = invitation
  return (
    <AuthHeading title={`Join ${workspaceName}`}>
      {inviterName} invites <span className="text-ink">{email}</span> as {role}.
    </AuthHeading>
  )
}

interface StepProps {
  id: string
  secret: string
  invitation: InvitationPreview
}

function JoinForm({ id, secret, invitation }: StepProps) {
  const fields = acceptInvitationInput.omit({ secret: true }).required()
  const form = useForm(fields, async values => {
    await acceptInvitation(id, { ...values, secret })
    window.location.assign('/')
  })
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-6">
      <Heading invitation={invitation} />
      <div className="flex flex-col gap-4">
        <input type="hidden" autoComplete="username" value={invitation.email} readOnly />
        <Field label="Your name" error={form.errors.name}>
          {control => <Input {...control} name="name" autoComplete="name" autoFocus />}
        </Field>
        <Field label="Password" hint="At least 10 characters." error={form.errors.password}>
          {control => <Input {...control} name="password" type="password" autoComplete="new-password" />}
        </Field>
        <FormProblem error={form.failure} />
        <Button type="submit" variant="primary" size="large" disabled={form.busy}>
          Join
        </Button>
      </div>
    </form>
  )
}

function SignInFirst({ id, invitation }: Omit<StepProps, 'secret'>) {
  return (
    <div className="flex flex-col gap-6">
      <Heading invitation={invitation} />
      <p className="text-muted">This address has an account. Sign in, and you come back here.</p>
      <a
        href={`/sign-in?next=${encodeURIComponent(`/invite/${id}`)}`}
        className={buttonClass('primary', 'large')}
      >
        Sign in
      </a>
    </div>
  )
}

function JoinAs({ id, secret, invitation, signedInAs }: StepProps & { signedInAs: string }) {
  const form = useForm(z.object({}), async () => {
    await acceptInvitation(id, { secret })
    window.location.assign('/')
  })
  if (signedInAs !== invitation.email) {
    return (
      <Unusable title="This invitation is for somebody else">
        It is for {invitation.email}. You are signed in as {signedInAs}: sign out first, then open the link
        again.
      </Unusable>
    )
  }
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-6">
      <Heading invitation={invitation} />
      <FormProblem error={form.failure} />
      <Button type="submit" variant="primary" size="large" disabled={form.busy}>
        Join as {signedInAs}
      </Button>
    </form>
  )
}

function Unusable({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-6">
      <AuthHeading title={title}>{children}</AuthHeading>
      <a href="/" className={buttonClass('secondary', 'large')}>
        Go to Reef
      </a>
    </div>
  )
}

function Loading() {
  return (
    <div role="status" aria-label="Opening the invitation" className="flex flex-col gap-3">
      <Skeleton className="h-6 w-3/5" />
      <Skeleton className="h-4 w-4/5" />
    </div>
  )
}
