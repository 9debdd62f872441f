'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { invitationListQuery, withdrawInvitation } from '../../lib/invitations/queries'
import { IconButton } from '../ui/icon-button'
import { useToast } from '../ui/toast'
import { SettingsSection } from './settings-section'

/** Invitations that nobody has accepted yet. Not shown when there are none. */
export function InvitationList() {
  const { data: invitations = [] } = useQuery(invitationListQuery())
  const client = useQueryClient()
  const toast = useToast()
  const withdraw = useMutation({
    mutationFn: withdrawInvitation,
    onError: error => toast({ text: error.message, tone: 'failed' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['invitations'] }),
  })
  if (invitations.length === 0) return null
  return (
    <SettingsSection
      title="Invited"
      description="A link works once, for a week. Inviting again makes a new one."
    >
      <ul aria-label="Invitations" className="flex flex-col border-t">
        {invitations.map(({ id, email, role, inviterName, expiresAt }) => (
          <li key={id} className="flex min-h-13 items-center gap-3 border-b py-1.5 last:border-b-0">
            <div className="flex min-w-0 flex-1 flex-col">
              <span className="truncate">{email}</span>
              <span className="truncate text-meta text-muted">
                invited by {inviterName} · until{' '}
                <time dateTime={expiresAt}>{new Date(expiresAt).toLocaleDateString()}</time>
              </span>
            </div>
            <span className="text-muted capitalize">{role}</span>
            <IconButton label={`Withdraw the invitation of ${email}`} onClick={() => withdraw.mutate(id)}>
              <X size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </SettingsSection>
  )
}
