'use client'

import { useQuery } from '@tanstack/react-query'
import { Webhook } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import {
  deleteHook,
  deliveriesQuery,
  hookListQuery,
  replayDelivery,
  updateHook,
} from '../../lib/hooks/queries'
import type { Hook } from '../../lib/hooks/schema'
import { QueryError } from '../common/query-error'
import { TimeAgo } from '../common/time-ago'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Badge, type BadgeTone } from '../ui/badge'
import { Button } from '../ui/button'
import { SkeletonRows } from '../ui/skeleton'
import { HookAddress } from './hook-address'
import { ItemMenu } from './item-menu'
import { Item, ListFrame } from './list-frame'

const HookEditor = dynamic(() => import('./hook-editor').then(module => module.HookEditor))

/** Addresses from which other systems start work. */
export function HooksTab() {
  const query = useQuery(hookListQuery())
  const mayWrite = useAllowed('hook:write')
  return (
    <ListFrame
      query={query}
      noun="incoming webhooks"
      newLabel="New incoming webhook"
      empty={{
        icon: <Webhook size={20} strokeWidth={1.5} aria-hidden />,
        title: 'No incoming webhook yet',
        words:
          'An incoming webhook is an address with a secret. Another service calls it, and a task starts from a template, with values from the call. To tell other services what happens here, use Settings, Webhooks.',
      }}
      mayWrite={mayWrite}
      rows={({ hooks }, edit: (hook: Hook) => void) =>
        hooks.map(hook => (
          <HookItem key={hook.id} hook={hook} mayWrite={mayWrite} onEdit={() => edit(hook)} />
        ))
      }
      editor={(hook, onClose) => <HookEditor hook={hook} onClose={onClose} />}
    />
  )
}

function HookItem({ hook, mayWrite, onEdit }: { hook: Hook; mayWrite: boolean; onEdit: () => void }) {
  const change = useChange(['hooks'])
  const [open, setOpen] = useState(false)
  return (
    <Item
      name={hook.name}
      aside={hook.paused ? <Badge tone="waiting">paused</Badge> : null}
      actions={
        mayWrite ? (
          <ItemMenu
            name={hook.name}
            onEdit={onEdit}
            onDelete={() => change.run(() => deleteHook(hook.id))}
            afterDelete="Its address answers no more and its log is gone. The tasks it has started stay."
            pause={{
              paused: hook.paused,
              onChange: paused => change.run(() => updateHook(hook.id, { paused })),
            }}
          />
        ) : null
      }
    >
      <p>
        {hook.templateName
          ? `Starts ${hook.templateName}`
          : 'Its template is gone: edit it to choose another one'}
        {hook.ownerName ? `, in the name of ${hook.ownerName}` : ''}.{' '}
        {hook.auth === 'signature' ? 'Calls are signed with the secret' : 'Calls send the secret'} that ends
        in <span className="font-mono">{hook.last4}</span>.
      </p>
      <HookAddress path={hook.path} />
      <details onToggle={event => setOpen(event.currentTarget.open)}>
        <summary className="cursor-default text-meta">Calls</summary>
        {open ? <Deliveries hookId={hook.id} mayReplay={mayWrite} /> : null}
      </details>
    </Item>
  )
}

const tones: Record<string, BadgeTone> = { started: 'succeeded', refused: 'failed', duplicate: 'neutral' }

function Deliveries({ hookId, mayReplay }: { hookId: string; mayReplay: boolean }) {
  const { data, error, refetch } = useQuery(deliveriesQuery(hookId))
  const change = useChange(deliveriesQuery(hookId).queryKey)
  if (error)
    return <QueryError title="The calls could not be loaded." error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={2} label="Loading the calls" />
  if (data.deliveries.length === 0) return <p className="text-meta">Nobody has called yet.</p>
  return (
    <ul className="mt-1 flex flex-col gap-1 text-meta">
      {data.deliveries.map(each => (
        <li key={each.id} className="flex flex-wrap items-center gap-2">
          <Badge tone={tones[each.status] ?? 'neutral'}>{each.status}</Badge>
          <TimeAgo at={each.at} />
          {each.reason ? <span className="min-w-0 break-words">{each.reason}</span> : null}
          {each.taskId ? (
            <Link href={`/tasks/${each.taskId}`} className="text-ink underline underline-offset-2">
              Task
            </Link>
          ) : null}
          {mayReplay && each.replayable ? (
            <Button
              size="small"
              variant="ghost"
              disabled={change.busy}
              onClick={() => change.run(() => replayDelivery(hookId, each.id), 'Task started.')}
            >
              Send again
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
