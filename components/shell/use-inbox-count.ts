'use client'

import { useQuery } from '@tanstack/react-query'
import { taskListQuery } from '../../lib/tasks/queries'
import { columnOf } from '../../lib/tasks/rules'

/** How many tasks wait for a person. */
export function useInboxCount(enabled = true): number {
  const { data } = useQuery({
    ...taskListQuery(),
    enabled,
    select: list => list.tasks.filter(task => ['needs-you', 'review'].includes(columnOf(task))).length,
  })
  return enabled ? (data ?? 0) : 0
}
