'use client'

import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import type { ModelErrorCode } from '../../lib/runs/message'
import type { TimelineItem } from '../../lib/runs/timeline'
import { useNow } from '../common/use-now'

/** Each failure has one meaning and one thing to do about it. */
const advice: Record<ModelErrorCode, { text: string; settings?: true }> = {
  aborted: { text: 'The call was ended from our side.' },
  'bad-request': { text: 'The provider did not accept the request. Another model may.', settings: true },
  'context-overflow': { text: 'Reef tells the history shorter and asks again.' },
  credentials: { text: 'Put a valid key into Settings, then run it again.', settings: true },
  forbidden: { text: 'The key may not use this model. Choose another one.', settings: true },
  'invalid-response': { text: 'The answer could not be read. Reef asks again.' },
  network: { text: 'The provider could not be reached. Reef asks again by itself.' },
  'not-found': { text: 'There is no such model at this provider. Choose another one.', settings: true },
  overloaded: { text: 'The provider has too much to do. Reef asks again by itself.' },
  quota: { text: 'The account at the provider has no credit left.', settings: true },
  'rate-limit': { text: 'The provider asked us to slow down. Reef waits as long as it said.' },
  refused: { text: 'The model refuses to do this. Change the instructions.' },
  timeout: { text: 'The provider took too long. Reef asks again by itself.' },
  unknown: { text: 'Look at the raw step for what came back.' },
}

/** A failed model call: what happened, how often, and when the next attempt is. */
export function FailureNote({ item }: { item: Extract<TimelineItem, { kind: 'failure' }> }) {
  const { error, count, retryAt } = item
  const now = useNow(1000, retryAt !== null)
  const seconds = retryAt ? Math.round((Date.parse(retryAt) - now) / 1000) : null
  const { text, settings } = advice[error.code]
  return (
    <div className="flex max-w-[76ch] gap-2 py-1.5">
      <TriangleAlert size={16} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0 text-failed" />
      <div>
        <p>
          {error.message}
          {count > 1 ? <span className="tabular text-muted"> Tried {count} times.</span> : null}
        </p>
        <p className="text-muted">
          {text}{' '}
          {seconds !== null && seconds > 0 ? (
            <span className="tabular">Next attempt in {seconds} s.</span>
          ) : null}
          {settings ? (
            <Link href="/settings" className="text-accent-text underline underline-offset-2">
              Open settings
            </Link>
          ) : null}
        </p>
      </div>
    </div>
  )
}
