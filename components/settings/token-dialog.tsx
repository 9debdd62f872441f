'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { type Role, role as roleSchema } from '../../lib/accounts/schema'
import { createToken } from '../../lib/tokens/queries'
import { createTokenInput } from '../../lib/tokens/schema'
import { CopyField } from '../common/copy-field'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { RoleSelect, roleHints } from './role-select'

const fields = z.object({
  name: createTokenInput.shape.name,
  role: roleSchema,
  expiresInDays: z.string().transform(days => (days === 'never' ? null : Number(days))),
})

const lifetimes = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'One year'],
  ['never', 'No end'],
] as const

interface Props {
  ownRole: Role
  onClose: () => void
}

/** Asks what the token is for, then shows it this once. */
export function TokenDialog({ ownRole, onClose }: Props) {
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <Dialog open onClose={onClose} title={secret ? 'Copy the token now' : 'New API token'}>
      {secret ? (
        <div className="flex flex-col gap-4 p-4">
          <p className="text-muted">It is not shown again. Send it as Authorization: Bearer.</p>
          <CopyField label="API token" value={secret} />
          <Button variant="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      ) : (
        <TokenForm ownRole={ownRole} onClose={onClose} onMade={setSecret} />
      )}
    </Dialog>
  )
}

function TokenForm({ ownRole, onClose, onMade }: Props & { onMade: (secret: string) => void }) {
  // The roles are listed from the widest down; a token's is the maker's own at most.
  const roles = roleSchema.options.slice(roleSchema.options.indexOf(ownRole))
  const [role, setRole] = useState<Role>(roles.includes('member') ? 'member' : ownRole)
  const client = useQueryClient()
  const form = useForm(fields, async values => {
    const { secret } = await createToken(values)
    await client.invalidateQueries({ queryKey: ['tokens'] })
    onMade(secret)
  })
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
      <Field label="What is it for?" error={form.errors.name}>
        {control => (
          <Input {...control} name="name" autoComplete="off" autoFocus placeholder="Nightly reports" />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-4">
        <Field label="Role" hint={roleHints[role]} error={form.errors.role}>
          {control => (
            <RoleSelect
              {...control}
              name="role"
              roles={roles}
              value={role}
              onChange={event => setRole(event.target.value as Role)}
            />
          )}
        </Field>
        <Field label="Works for" error={form.errors.expiresInDays}>
          {control => (
            <Select {...control} name="expiresInDays" defaultValue="90">
              {lifetimes.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <FormProblem error={form.failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={form.busy}>
          Create
        </Button>
      </div>
    </form>
  )
}
