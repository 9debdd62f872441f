'use client'

import { useQuery } from '@tanstack/react-query'
import { inboxQuery } from '../../lib/inbox/queries'

/** How many tasks wait for a person. */
export function useInboxCount(enabled = true): number {
  const { data } = useQuery({ ...inboxQuery(), enabled, select: ({ items }) => items.length })
  return enabled ? (data ?? 0) : 0
}
