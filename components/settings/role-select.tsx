'use client'

import type { ComponentProps } from 'react'
import type { Role } from '../../lib/accounts/schema'
import { Select } from '../ui/select'

const labels: Record<Role, string> = { owner: 'Owner', admin: 'Admin', member: 'Member', viewer: 'Viewer' }

/** What each role is for, in a line. */
export const roleHints: Record<Role, string> = {
  owner: 'Everything, and the other owners',
  admin: 'Members, providers and the workspace',
  member: 'Assigns tasks, steers runs, writes skills',
  viewer: 'Sees everything, changes nothing',
}

interface Props extends Omit<ComponentProps<'select'>, 'children'> {
  roles: readonly Role[]
}

export function RoleSelect({ roles, ...rest }: Props) {
  return (
    <Select {...rest}>
      {roles.map(role => (
        <option key={role} value={role}>
          {labels[role]}
        </option>
      ))}
    </Select>
  )
}
