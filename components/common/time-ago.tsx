'use client'

import { formatAgo } from '../../lib/shared/format'
import { useNow } from './use-now'

/** A relative time; the exact one on hover. */
export function TimeAgo({ at, className }: { at: string; className?: string }) {
  const now = useNow(15_000)
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()} className={className} suppressHydrationWarning>
      {formatAgo(at, now)}
    </time>
  )
}
