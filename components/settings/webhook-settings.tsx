'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { isAllowed, meQuery } from '../../lib/accounts/queries'
import { webhookListQuery } from '../../lib/webhooks/queries'
import { QueryError } from '../common/query-error'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'
import { SettingsSection } from './settings-section'
import { WebhookDialog } from './webhook-dialog'
import { WebhookRow } from './webhook-row'

/** Addresses outside that are told what happens, and what became of each letter. */
export function WebhookSettings() {
  const { data: me } = useQuery(meQuery())
  const [creating, setCreating] = useState(false)
  if (!me) return <SkeletonRows rows={3} label="Loading the webhooks" />
  if (!isAllowed(me, 'webhook:write'))
    return (
      <EmptyState
        icon={<WebhookIcon size={20} strokeWidth={1.5} aria-hidden />}
        title="Owners and admins set up webhooks"
      >
        Ask one of them to tell another service what happens here.
      </EmptyState>
    )
  const action = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      New webhook
    </Button>
  )
  return (
    <>
      <SettingsSection
        title="Webhooks"
        description="Reef posts what happens to addresses of your choice: signed, tried again for a day and a half, kept for 30 days."
        action={action}
      >
        <WebhookList />
      </SettingsSection>
      {creating ? <WebhookDialog onClose={() => setCreating(false)} /> : null}
    </>
  )
}

function WebhookList() {
  const { data: webhooks, error, refetch } = useQuery(webhookListQuery())
  if (error)
    return (
      <QueryError title="The webhooks could not be loaded" error={error} onRetry={() => void refetch()} />
    )
  if (!webhooks) return <SkeletonRows rows={3} label="Loading the webhooks" />
  if (webhooks.length === 0)
    return (
      <EmptyState icon={<WebhookIcon size={20} strokeWidth={1.5} aria-hidden />} title="No webhook yet">
        Make one to have a chat or another service told when a run ends or waits for a person. To start work
        here from outside, use Automation, Incoming webhooks.
      </EmptyState>
    )
  return (
    <ul aria-label="Webhooks" className="flex flex-col border-t">
      {webhooks.map(webhook => (
        <WebhookRow key={webhook.id} webhook={webhook} />
      ))}
    </ul>
  )
}
