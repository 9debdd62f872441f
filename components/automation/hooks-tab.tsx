'use client'

import { useQuery } from '@tanstack/react-query'
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
import { CopyField } from '../common/copy-field'
import { TimeAgo } from '../common/time-ago'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { useInBrowser } from '../common/use-now'
import { Badge, type BadgeTone } from '../ui/badge'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { HookEditor } from './hook-editor'
import { Item, ListFrame } from './list-frame'

/** Addresses from which other systems start work. */
export function HooksTab() {
  const query = useQuery(hookListQuery())
  const mayWrite = useAllowed('hook:write')
  const [edited, setEdited] = useState<Hook | 'new' | null>(null)
  return (
    <>
      <ListFrame
        query={query}
        noun="webhooks"
        newLabel="New webhook"
        empty={{
          title: 'No webhook yet',
          words: 'A webhook is an address and a secret: a call to it starts a task from a template.',
        }}
        onNew={mayWrite ? () => setEdited('new') : undefined}
        rows={({ hooks }) =>
          hooks.map(hook => (
            <HookItem key={hook.id} hook={hook} mayWrite={mayWrite} onEdit={() => setEdited(hook)} />
          ))
        }
      />
      {edited ? <HookEditor hook={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
    </>
  )
}

function HookItem({ hook, mayWrite, onEdit }: { hook: Hook; mayWrite: boolean; onEdit: () => void }) {
  const change = useChange(['hooks'])
  const [asking, setAsking] = useState(false)
  const [open, setOpen] = useState(false)
  return (
    <Item
      name={hook.name}
      aside={hook.paused ? <Badge tone="waiting">paused</Badge> : null}
      actions={
        mayWrite ? (
          <>
            <Button
              size="small"
              onClick={() => change.run(() => updateHook(hook.id, { paused: !hook.paused }))}
            >
              {hook.paused ? 'Resume' : 'Pause'}
            </Button>
            <Button size="small" onClick={onEdit}>
              Edit
            </Button>
            <Button size="small" variant="danger" onClick={() => setAsking(true)}>
              Delete
            </Button>
          </>
        ) : null
      }
    >
      <p>
        Starts {hook.templateName ?? 'a template that is gone'}
        {hook.ownerName ? `, for ${hook.ownerName}` : ''}.{' '}
        {hook.auth === 'signature' ? 'Calls are signed' : 'Calls send the secret'} (ends in {hook.last4}).
      </p>
      <HookAddress path={hook.path} />
      <details onToggle={event => setOpen(event.currentTarget.open)}>
        <summary className="cursor-default text-meta">Calls</summary>
        {open ? <Deliveries hookId={hook.id} mayReplay={mayWrite} /> : null}
      </details>
      <ConfirmDialog
        open={asking}
        title={`Delete ${hook.name}?`}
        confirm="Delete"
        danger
        onConfirm={() => change.run(() => deleteHook(hook.id))}
        onClose={() => setAsking(false)}
      >
        Its address answers no more and its log is gone. The tasks it has started stay.
      </ConfirmDialog>
    </Item>
  )
}

/** The whole address, as seen from this browser. */
export function HookAddress({ path }: { path: string }) {
  const inBrowser = useInBrowser()
  return <CopyField label="Address" value={inBrowser ? window.location.origin + path : path} />
}

const tones: Record<string, BadgeTone> = { started: 'succeeded', refused: 'failed', duplicate: 'neutral' }

function Deliveries({ hookId, mayReplay }: { hookId: string; mayReplay: boolean }) {
  const { data } = useQuery(deliveriesQuery(hookId))
  const change = useChange(deliveriesQuery(hookId).queryKey)
  if (!data) return null
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
