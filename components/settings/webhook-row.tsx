'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronRight, Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { formatPlural } from '../../lib/shared/format'
import {
  changeWebhook,
  deleteWebhook,
  testWebhook,
  webhookListQuery,
  webhooksKey,
} from '../../lib/webhooks/queries'
import type { Webhook } from '../../lib/webhooks/schema'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { classNames } from '../ui/class-names'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu'
import { useToast } from '../ui/toast'
import { DeliveryList } from './delivery-list'
import { WebhookDialog } from './webhook-dialog'

/** One webhook: where it leads, how it fares, what can be done with it, and its log. */
export function WebhookRow({ webhook }: { webhook: Webhook }) {
  const [open, setOpen] = useState(false)
  const [dialog, setDialog] = useState<'edit' | 'remove' | null>(null)
  const act = useWebhookActions(webhook, () => setOpen(true))
  return (
    <li className="border-b py-1.5 last:border-b-0">
      <div className="flex min-h-10 items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`Deliveries of ${webhook.name}`}
          onClick={() => setOpen(!open)}
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink max-md:size-9"
        >
          <ChevronRight
            size={14}
            strokeWidth={1.5}
            aria-hidden
            className={classNames('transition-transform duration-150', open && 'rotate-90')}
          />
        </button>
        <div className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-center gap-2">
            <span className="truncate">{webhook.name}</span>
            <Health webhook={webhook} />
          </span>
          <span className="truncate font-mono text-meta text-muted">{webhook.url}</span>
          {webhook.pauseReason ? <span className="text-meta text-waiting">{webhook.pauseReason}</span> : null}
        </div>
        {webhook.pausedAt ? (
          <Button size="small" onClick={() => act.pause(false)}>
            Go on
          </Button>
        ) : (
          <Button size="small" disabled={act.testing} onClick={act.test}>
            Send a test
          </Button>
        )}
        <Menu
          trigger={
            <button
              type="button"
              aria-label={`Actions for ${webhook.name}`}
              className="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink max-md:size-9"
            >
              <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
            </button>
          }
        >
          <MenuItem onSelect={() => setDialog('edit')}>Edit</MenuItem>
          <MenuItem onSelect={() => act.pause(webhook.pausedAt === null)}>
            {webhook.pausedAt ? 'Go on' : 'Pause'}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setDialog('remove')}>
            Remove
          </MenuItem>
        </Menu>
      </div>
      {open ? <DeliveryList webhook={webhook} /> : null}
      {dialog === 'edit' ? <WebhookDialog webhook={webhook} onClose={() => setDialog(null)} /> : null}
      <ConfirmDialog
        open={dialog === 'remove'}
        title={`Remove ${webhook.name}?`}
        confirm="Remove"
        danger
        onConfirm={() => {
          setOpen(false)
          act.remove()
        }}
        onClose={() => setDialog(null)}
      >
        It is told nothing more, and its log goes with it.
      </ConfirmDialog>
    </li>
  )
}

function Health({ webhook }: { webhook: Webhook }) {
  if (webhook.pausedAt) return <Badge tone="waiting">Paused</Badge>
  if (webhook.failures > 0)
    return <Badge tone="failed">{formatPlural(webhook.failures, 'failed attempt')}</Badge>
  return null
}

function useWebhookActions({ id }: Webhook, onTested: () => void) {
  const client = useQueryClient()
  const toast = useToast()
  const onError = (error: Error) => toast({ text: error.message, tone: 'failed' })
  const onSettled = () => client.invalidateQueries({ queryKey: webhooksKey })
  const test = useMutation({ mutationFn: () => testWebhook(id), onSuccess: onTested, onError, onSettled })
  const pause = useMutation({
    mutationFn: (paused: boolean) => changeWebhook(id, { paused }),
    onError,
    onSettled,
  })
  const remove = useMutation({
    mutationFn: () => deleteWebhook(id),
    // Its log is gone as well: nothing may ask for it once more.
    onSuccess: () => client.invalidateQueries({ queryKey: webhookListQuery().queryKey }),
    onError,
  })
  return {
    test: () => test.mutate(),
    testing: test.isPending,
    pause: pause.mutate,
    remove: () => remove.mutate(),
  }
}
