'use client'

import { formatAgo } from '../../lib/shared/format'
import { useInBrowser, useNow } from './use-now'

/** A relative time; the exact one on hover, in the reader's own time zone. */
export function TimeAgo({ at, className }: { at: string; className?: string }) {
  const now = useNow(15_000)
  const inBrowser = useInBrowser()
  return (
    <time dateTime={at} title={inBrowser ? new Date(at).toLocaleString() : at} className={className}>
      {formatAgo(at, now)}
    </time>
  )
}
