'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { inboxQuery } from '../../lib/inbox/queries'
import { factOf } from '../../lib/inbox/rules'
import type { AskKind, InboxItem } from '../../lib/inbox/schema'
import { plainLine } from '../../lib/runs/words'
import { usePreferences } from '../common/preferences'

const kindWords: Record<AskKind, string> = {
  question: 'asks you something',
  approval: 'needs your approval',
  credentials: 'needs a key',
  model: 'needs a model',
  budget: 'has reached its budget',
  paused: 'was paused',
  failed: 'has failed',
  stopped: 'was stopped',
  review: 'has finished',
}

/** Tells the person, by the browser's own notifications, what comes into the inbox while a page of Reef is open. */
export function useNotifications(): void {
  const { preferences } = usePreferences()
  const { data } = useQuery(inboxQuery())
  const router = useRouter()
  const known = useRef<ReadonlySet<string> | null>(null)
  const on = preferences.notify === 'on'
  useEffect(() => {
    if (!data) return
    const before = known.current
    known.current = new Set(data.items.map(factOf))
    // What was there when the page came is no news.
    if (!on || before === null || !('Notification' in window) || Notification.permission !== 'granted') return
    for (const item of data.items) {
      const fact = factOf(item)
      if (before.has(fact) || isInSight(item)) continue
      void claimFact(fact).then(mine => mine && show(item, fact, path => router.push(path)))
    }
  }, [data, on, router])
}

function show(item: InboxItem, fact: string, open: (path: string) => void): void {
  const [ask] = item.asks
  if (!ask) return
  const note = new Notification(`${item.task.title} ${kindWords[ask.kind]}`, {
    body: plainLine(ask.words).slice(0, 200),
    tag: fact,
    icon: '/icon.svg',
  })
  note.onclick = () => {
    window.focus()
    open(`/inbox?task=${item.task.id}`)
    note.close()
  }
}

/** Whoever looks at the task sees it anyway. */
function isInSight({ task }: InboxItem): boolean {
  return document.hasFocus() && window.location.pathname === `/tasks/${task.id}`
}

const claimsKey = 'reef-notified'
const keptClaims = 200

/** True in one tab of the browser only, for each fact. */
async function claimFact(fact: string): Promise<boolean> {
  return await navigator.locks.request(claimsKey, () => {
    const told = readClaims()
    if (told.includes(fact)) return false
    localStorage.setItem(claimsKey, JSON.stringify([...told, fact].slice(-keptClaims)))
    return true
  })
}

function readClaims(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(claimsKey) ?? '[]')
    return Array.isArray(stored) ? stored.map(String) : []
  } catch {
    return []
  }
}
