'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import type { StreamStatus } from '../../lib/http/follow-stream'
import { followTasks } from '../../lib/tasks/live'
import { usePreferences } from '../common/preferences'

const ConnectionContext = createContext<StreamStatus>('connecting')

export function useConnection(): StreamStatus {
  return useContext(ConnectionContext)
}

/** Keeps the workspace's stream open for as long as the workbench is shown. */
export function ConnectionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [status, setStatus] = useState<StreamStatus>('connecting')
  const { preferences } = usePreferences()
  // Who wants to be told hears of it with the page in the background, too.
  const awake = useRef(false)
  awake.current = preferences.notify === 'on'
  useEffect(() => {
    const ending = new AbortController()
    void followTasks({ client, onStatus: setStatus, stayAwake: () => awake.current, signal: ending.signal })
    return () => ending.abort()
  }, [client])
  return <ConnectionContext value={status}>{children}</ConnectionContext>
}

/** A quiet bar while the server cannot be reached. It goes by itself. */
export function OfflineBar() {
  const status = useConnection()
  const [late, setLate] = useState(false)
  const broken = status === 'reconnecting'
  useEffect(() => {
    if (!broken) {
      setLate(false)
      return
    }
    // A short break is nobody's business.
    const timer = setTimeout(() => setLate(true), 1500)
    return () => clearTimeout(timer)
  }, [broken])
  if (!late) return null
  return (
    <div
      role="status"
      className="flex h-7 shrink-0 items-center justify-center bg-waiting-soft text-meta text-waiting"
    >
      Not connected. What you see may be old; Reef reconnects by itself.
    </div>
  )
}
