'use client'

import { useQuery } from '@tanstack/react-query'
import { changeName, isAllowed, type Me, meQuery, signOutEverywhere } from '../../lib/accounts/queries'
import { changeWorkspace } from '../../lib/workspaces/queries'
import { QueryError } from '../common/query-error'
import { Button } from '../ui/button'
import { SkeletonRows } from '../ui/skeleton'
import { useToast } from '../ui/toast'
import { ConcurrencyForm } from './concurrency-form'
import { CurrencyForm } from './currency-form'
import { NameForm } from './name-form'
import { NotificationSettings } from './notification-settings'
import { PasswordForm } from './password-form'
import { SettingsSection } from './settings-section'
import { WorkspaceList } from './workspace-list'

/** The workspace's name, your name, your password, your sessions. */
export function GeneralSettings() {
  const { data: me, error, refetch } = useQuery(meQuery())
  if (error) {
    return (
      <QueryError title="Your account could not be loaded" error={error} onRetry={() => void refetch()} />
    )
  }
  if (!me) return <SkeletonRows rows={4} label="Loading your account" />
  return <Sections me={me} />
}

function Sections({ me }: { me: Me }) {
  const mayRename = isAllowed(me, 'workspace:write')
  return (
    <>
      <SettingsSection title="Workspace">
        <NameForm
          of="workspace"
          label="Workspace name"
          value={me.workspace.name}
          disabled={!mayRename}
          {...(mayRename ? {} : { hint: 'Owners and admins can rename it.' })}
          save={name => changeWorkspace({ name })}
        />
        <ConcurrencyForm disabled={!mayRename} />
        <CurrencyForm disabled={!mayRename} />
        <WorkspaceList mayCreate={isAllowed(me, 'owner:write')} />
      </SettingsSection>
      <SettingsSection title="You" description={`${me.user.email} · ${me.actor.role} of this workspace`}>
        <NameForm of="person" label="Your name" value={me.user.name} save={changeName} />
      </SettingsSection>
      <NotificationSettings />
      <SettingsSection title="Password" description="Changing it ends your sessions on other devices.">
        <PasswordForm email={me.user.email} />
      </SettingsSection>
      <SettingsSection
        title="Sessions"
        description="A session ends after 7 days without use, and after 30 days in any case."
        action={<SignOutEverywhere />}
      >
        {null}
      </SettingsSection>
    </>
  )
}

function SignOutEverywhere() {
  const toast = useToast()
  function leave() {
    signOutEverywhere().then(
      () => window.location.assign('/sign-in'),
      (error: Error) => toast({ text: error.message, tone: 'failed' }),
    )
  }
  return <Button onClick={leave}>Sign out everywhere</Button>
}
