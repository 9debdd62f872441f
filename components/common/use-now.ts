'use client'

import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'

/** When the server rendered the page, milliseconds since 1970. */
export const RenderedAtContext = createContext(0)

/**
 * The time in milliseconds, renewed every `interval` milliseconds while `active`. While the page comes alive it is the
 * server's, so that both render the same words.
 */
export function useNow(interval = 1000, active = true): number {
  const renderedAt = useContext(RenderedAtContext)
  const inBrowser = useInBrowser()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!active) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), interval)
    return () => clearInterval(timer)
  }, [interval, active])
  return inBrowser ? now : renderedAt
}

/** False on the server and while its page comes alive, then true: for what only this browser knows. */
export function useInBrowser(): boolean {
  return useSyncExternalStore(
    noChanges,
    () => true,
    () => false,
  )
}

function noChanges(): () => void {
  return () => undefined
}
