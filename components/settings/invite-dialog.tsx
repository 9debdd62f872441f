'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '../../lib/accounts/schema'
import { createInvitation } from '../../lib/invitations/queries'
import { createInvitationInput } from '../../lib/invitations/schema'
import { CopyField } from '../common/copy-field'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { RoleSelect, roleHints } from './role-select'

interface Props {
  mayMakeOwners: boolean
  onClose: () => void
}

/** Asks whom to invite, then shows the link this once: Reef sends no mail. */
export function InviteDialog({ mayMakeOwners, onClose }: Props) {
  const [made, setMade] = useState<{ email: string; link: string } | null>(null)
  return (
    <Dialog
      open
      onClose={onClose}
      title={made ? `Send this link to ${made.email}` : 'Invite to the workspace'}
    >
      {made ? (
        <div className="flex flex-col gap-4 p-4">
          <p className="text-muted">
            It works once, for a week, for this address only. It is not shown again; inviting again makes a
            new one.
          </p>
          <CopyField label="Invitation link" value={made.link} />
          <Button variant="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      ) : (
        <InviteForm mayMakeOwners={mayMakeOwners} onClose={onClose} onMade={setMade} />
      )}
    </Dialog>
  )
}

interface FormProps extends Props {
  onMade: (made: { email: string; link: string }) => void
}

function InviteForm({ mayMakeOwners, onClose, onMade }: FormProps) {
  const [role, setRole] = useState<Role>('member')
  const client = useQueryClient()
  const form = useForm(createInvitationInput, async values => {
    const { invitation, path } = await createInvitation(values)
    await client.invalidateQueries({ queryKey: ['invitations'] })
    onMade({ email: invitation.email, link: window.location.origin + path })
  })
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
      <Field label="E-mail" error={form.errors.email}>
        {control => <Input {...control} name="email" type="email" autoComplete="off" autoFocus />}
      </Field>
      <Field label="Role" hint={roleHints[role]} error={form.errors.role}>
        {control => (
          <RoleSelect
            {...control}
            name="role"
            roles={mayMakeOwners ? ['owner', 'admin', 'member', 'viewer'] : ['admin', 'member', 'viewer']}
            value={role}
            onChange={event => setRole(event.target.value as Role)}
          />
        )}
      </Field>
      <FormProblem error={form.failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={form.busy}>
          Make a link
        </Button>
      </div>
    </form>
  )
}
