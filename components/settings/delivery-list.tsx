'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatDuration, formatPlural } from '../../lib/shared/format'
import { deliveriesQuery, replayDelivery, webhooksKey } from '../../lib/webhooks/queries'
import type { Delivery, DeliveryAttempt, DeliveryStatus, Webhook } from '../../lib/webhooks/schema'
import { QueryError } from '../common/query-error'
import { TimeAgo } from '../common/time-ago'
import { Badge, type BadgeTone } from '../ui/badge'
import { Button } from '../ui/button'
import { SkeletonRows } from '../ui/skeleton'
import { useToast } from '../ui/toast'

/** What a webhook was told: each letter with its attempts, and the way to send it once more. */
export function DeliveryList({ webhook }: { webhook: Webhook }) {
  const { data, error, refetch } = useQuery(deliveriesQuery(webhook.id))
  if (error)
    return <QueryError title="The log could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={2} label="Loading the log" />
  if (data.length === 0) return <p className="py-2 pl-9 text-muted">It was told nothing yet.</p>
  return (
    <ul aria-label={`Log of ${webhook.name}`} className="mb-2 ml-9 flex flex-col border-t max-md:ml-0">
      {data.map(delivery => (
        <DeliveryRow key={delivery.id} webhookId={webhook.id} delivery={delivery} />
      ))}
    </ul>
  )
}

const statusWords: Record<DeliveryStatus, { words: string; tone: BadgeTone }> = {
  pending: { words: 'On its way', tone: 'neutral' },
  delivered: { words: 'Delivered', tone: 'succeeded' },
  failed: { words: 'Failed', tone: 'failed' },
}

function DeliveryRow({ webhookId, delivery }: { webhookId: string; delivery: Delivery }) {
  const [open, setOpen] = useState(false)
  const client = useQueryClient()
  const toast = useToast()
  const replay = useMutation({
    mutationFn: () => replayDelivery(webhookId, delivery.id),
    onError: error => toast({ text: error.message, tone: 'failed' }),
    onSettled: () => client.invalidateQueries({ queryKey: webhooksKey }),
  })
  const { words, tone } = statusWords[delivery.status]
  return (
    <li className="border-b py-1 last:border-b-0">
      <div className="flex min-h-8 items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-7 min-w-0 flex-1 items-center gap-2 rounded-sm text-left hover:text-ink max-md:min-h-9"
        >
          <Badge tone={tone}>{words}</Badge>
          <span className="truncate font-mono text-meta">{delivery.type}</span>
          <span className="tabular shrink-0 text-meta text-muted">
            <TimeAgo at={delivery.createdAt} /> · {formatPlural(delivery.attempts.length, 'attempt')}
          </span>
        </button>
        <Button
          size="small"
          disabled={replay.isPending || delivery.status === 'pending'}
          onClick={() => replay.mutate()}
        >
          Send again
        </Button>
      </div>
      {open ? <DeliveryDetail delivery={delivery} /> : null}
    </li>
  )
}

function DeliveryDetail({ delivery }: { delivery: Delivery }) {
  return (
    <div className="flex flex-col gap-2 py-1.5">
      {delivery.attempts.length > 0 ? (
        <ol aria-label="Attempts" className="flex flex-col gap-1">
          {delivery.attempts.map(attempt => (
            <Attempt key={attempt.at} attempt={attempt} />
          ))}
        </ol>
      ) : null}
      <section
        aria-label="What was sent"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        className="scroll-quiet max-h-60 overflow-auto rounded-control border bg-sunken px-3 py-2"
      >
        <pre className="whitespace-pre-wrap break-all font-mono text-meta text-muted">
          {delivery.eventId}
          {'\n'}
          {JSON.stringify(delivery.payload, null, 2)}
        </pre>
      </section>
    </div>
  )
}

const endingWords: Record<NonNullable<DeliveryAttempt['ending']>, string> = {
  'under-way': 'under way',
  lost: 'broken off with its worker; the receiver may have it',
}

function Attempt({ attempt }: { attempt: DeliveryAttempt }) {
  return (
    <li className="flex flex-wrap gap-x-2 text-meta">
      <time dateTime={attempt.at} className="tabular text-muted" suppressHydrationWarning>
        {new Date(attempt.at).toLocaleString()}
      </time>
      <span className="tabular">
        {attempt.ending
          ? endingWords[attempt.ending]
          : `${attempt.status ?? 'no answer'} · ${formatDuration(attempt.durationMs)}`}
      </span>
      <span className="min-w-0 break-all font-mono text-muted">{attempt.excerpt}</span>
    </li>
  )
}
