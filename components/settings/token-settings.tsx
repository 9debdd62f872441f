'use client'

import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { isAllowed, meQuery } from '../../lib/accounts/queries'
import { tokenListQuery } from '../../lib/tokens/queries'
import { QueryError } from '../common/query-error'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'
import { SettingsSection } from './settings-section'
import { TokenDialog } from './token-dialog'
import { TokenRow } from './token-row'

/** The keys with which scripts and other agents use the API. */
export function TokenSettings() {
  const { data: me } = useQuery(meQuery())
  const [creating, setCreating] = useState(false)
  if (!me) return <SkeletonRows rows={3} label="Loading the API tokens" />
  if (!isAllowed(me, 'token:write')) {
    return (
      <EmptyState
        icon={<KeyRound size={20} strokeWidth={1.5} aria-hidden />}
        title="Viewers have no API tokens"
      >
        Ask an owner or an admin to make you a member.
      </EmptyState>
    )
  }
  const action = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      New token
    </Button>
  )
  return (
    <>
      <SettingsSection
        title="API tokens"
        description="Scripts and other agents use one to do over the API what you can do here. Its rights are never wider than yours."
        action={action}
      >
        <TokenList />
      </SettingsSection>
      {creating ? <TokenDialog ownRole={me.actor.role} onClose={() => setCreating(false)} /> : null}
    </>
  )
}

function TokenList() {
  const { data: tokens, error, refetch } = useQuery(tokenListQuery())
  if (error) {
    return (
      <QueryError title="The API tokens could not be loaded" error={error} onRetry={() => void refetch()} />
    )
  }
  if (!tokens) return <SkeletonRows rows={3} label="Loading the API tokens" />
  if (tokens.length === 0) return <p className="border-t py-3 text-muted">There are none yet.</p>
  return (
    <ul aria-label="API tokens" className="flex flex-col border-t">
      {tokens.map(token => (
        <TokenRow key={token.id} token={token} />
      ))}
    </ul>
  )
}
