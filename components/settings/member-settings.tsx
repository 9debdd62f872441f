'use client'

import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { isAllowed, meQuery } from '../../lib/accounts/queries'
import { memberListQuery } from '../../lib/members/queries'
import { QueryError } from '../common/query-error'
import { Button } from '../ui/button'
import { SkeletonRows } from '../ui/skeleton'
import { InvitationList } from './invitation-list'
import { InviteDialog } from './invite-dialog'
import { MemberRow } from './member-row'
import { SettingsSection } from './settings-section'

/** Who belongs to the workspace, and who is invited. */
export function MemberSettings() {
  const { data: me } = useQuery(meQuery())
  const { data: members, error, refetch } = useQuery(memberListQuery())
  const [inviting, setInviting] = useState(false)
  if (error) {
    return <QueryError title="The members could not be loaded" error={error} onRetry={() => void refetch()} />
  }
  if (!members || !me) return <SkeletonRows rows={4} label="Loading the members" />
  const mayManage = isAllowed(me, 'member:write')
  const mayMakeOwners = isAllowed(me, 'owner:write')
  const invite = (
    <Button variant="primary" onClick={() => setInviting(true)}>
      <UserPlus size={16} strokeWidth={1.5} aria-hidden />
      Invite
    </Button>
  )
  return (
    <>
      <SettingsSection title="Members" {...(mayManage ? { action: invite } : {})}>
        <ul aria-label="Members" className="flex flex-col border-t">
          {members.map(member => (
            <MemberRow
              key={member.id}
              member={member}
              isYou={member.id === me.actor.memberId}
              mayManage={mayManage && (member.role !== 'owner' || mayMakeOwners)}
              mayMakeOwners={mayMakeOwners}
            />
          ))}
        </ul>
      </SettingsSection>
      {mayManage ? <InvitationList /> : null}
      {inviting ? <InviteDialog mayMakeOwners={mayMakeOwners} onClose={() => setInviting(false)} /> : null}
    </>
  )
}
