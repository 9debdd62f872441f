'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { switchListQuery } from '../../lib/switches/queries'

/** On every page while the workspace's kill switch is on: who pressed it and why. */
export function SwitchBar() {
  const { data } = useQuery({ ...switchListQuery(), refetchInterval: 5_000 })
  const on = data?.switches.find(one => one.scope === 'workspace' && one.liftedAt === null)
  if (!on) return null
  return (
    <div
      role="alert"
      className="flex min-h-8 shrink-0 flex-wrap items-center justify-center gap-x-3 bg-failed-soft px-4 py-1 text-center"
    >
      <span className="min-w-0 break-words">
        All model calls stand still. {on.byName}: {on.reason}
      </span>
      <Link href="/settings/kill-switch" className="underline underline-offset-2">
        Kill switch
      </Link>
    </div>
  )
}
