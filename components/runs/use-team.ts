'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { runTreeQuery } from '../../lib/runs/queries'
import { isAlone, type RunState } from '../../lib/runs/run-state'
import { type Branch, treeOf } from '../../lib/runs/tree'

/** The tree that a run belongs to, live; null for a run that works alone. */
export function useTeam(state: RunState): Branch | null {
  const { data } = useQuery({ ...runTreeQuery(state.runId), enabled: !isAlone(state) })
  return useMemo(() => (data && data.runs.length > 1 ? treeOf(data.runs) : null), [data])
}

/** Where a run of a task is opened: the one at the top by the task alone. */
export function runAddress({ run }: Branch): string {
  return run.parentRunId === null ? `/tasks/${run.taskId}` : `/tasks/${run.taskId}?run=${run.id}`
}
