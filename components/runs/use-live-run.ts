'use client'

import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { StreamStatus } from '../../lib/http/follow-stream'
import { createDraftStore, type DraftStore } from '../../lib/runs/drafts'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { runStateKey } from '../../lib/runs/state-query'

export interface LiveRun {
  state: RunState | null
  drafts: DraftStore
  connection: StreamStatus
  error: Error | null
  reconnect: () => void
}

/** Follows a run for as long as the component is shown. Use one key for each run. */
export function useLiveRun(runId: string): LiveRun {
  const client = useQueryClient()
  const [drafts] = useState(createDraftStore)
  const [connection, setConnection] = useState<StreamStatus>('connecting')
  const [error, setError] = useState<Error | null>(null)
  const [attempt, setAttempt] = useState(0)
  const { data } = useQuery<RunState | null>({
    queryKey: runStateKey(runId),
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt connects anew
  useEffect(() => {
    const ending = new AbortController()
    setError(null)
    const known = client.getQueryData<RunState | null>(runStateKey(runId))
    // A run that has ended is whole: the fold of further events is not even loaded.
    if (known && isEnded(known.status)) return
    import('../../lib/runs/live')
      .then(({ followRun }) =>
        followRun({
          client,
          runId,
          drafts,
          onStatus: setConnection,
          onRefused: setError,
          signal: ending.signal,
        }),
      )
      .catch(setError)
    return () => ending.abort()
  }, [client, runId, drafts, attempt])
  return { state: data ?? null, drafts, connection, error, reconnect: () => setAttempt(count => count + 1) }
}
