'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { UserMinus } from 'lucide-react'
import { useState } from 'react'
import type { Role } from '../../lib/accounts/schema'
import { changeRole, removeMember } from '../../lib/members/queries'
import type { Member } from '../../lib/members/schema'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { IconButton } from '../ui/icon-button'
import { useToast } from '../ui/toast'
import { RoleSelect } from './role-select'

interface Props {
  member: Member
  isYou: boolean
  mayManage: boolean
  mayMakeOwners: boolean
}

/** One member: name, address, role, and what the reader may do about it. */
export function MemberRow({ member, isYou, mayManage, mayMakeOwners }: Props) {
  const [removing, setRemoving] = useState(false)
  const client = useQueryClient()
  const toast = useToast()
  const options = {
    onError: (error: Error) => toast({ text: error.message, tone: 'failed' as const }),
    onSettled: () => client.invalidateQueries({ queryKey: isYou ? [] : ['members'] }),
  }
  const change = useMutation({ mutationFn: (role: Role) => changeRole(member.id, role), ...options })
  const remove = useMutation({ mutationFn: () => removeMember(member.id), ...options })
  const roles: Role[] = [...(mayMakeOwners ? (['owner'] as const) : []), 'admin', 'member', 'viewer']
  return (
    <li
      aria-busy={remove.isPending}
      className="flex min-h-13 items-center gap-3 border-b py-1.5 last:border-b-0 transition-opacity duration-150 aria-busy:opacity-50"
    >
      <div className="flex min-w-0 flex-1 flex-col">
        <span className="truncate">
          {member.name}
          {isYou ? <span className="text-muted"> · you</span> : null}
        </span>
        <span className="truncate text-meta text-muted">{member.email}</span>
      </div>
      {mayManage ? (
        <RoleSelect
          aria-label={`Role of ${member.name}`}
          roles={roles}
          value={change.isPending ? change.variables : member.role}
          onChange={event => change.mutate(event.target.value as Role)}
        />
      ) : (
        <span className="text-muted capitalize">{member.role}</span>
      )}
      {mayManage ? (
        <IconButton
          label={isYou ? 'Leave the workspace' : `Remove ${member.name}`}
          onClick={() => setRemoving(true)}
        >
          <UserMinus size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      ) : null}
      <ConfirmDialog
        open={removing}
        title={isYou ? 'Leave the workspace?' : `Remove ${member.name}?`}
        confirm={isYou ? 'Leave' : 'Remove'}
        danger
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        {isYou ? 'You lose access' : `${member.name} loses access`} at once, and the API tokens stop working.
        Tasks and runs stay.
      </ConfirmDialog>
    </li>
  )
}
