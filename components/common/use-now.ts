'use client'

import { useEffect, useState } from 'react'

/** The time in milliseconds, renewed every `interval` milliseconds while `active`. */
export function useNow(interval = 1000, active = true): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!active) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), interval)
    return () => clearInterval(timer)
  }, [interval, active])
  return now
}
