'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { meQuery } from '../../lib/accounts/queries'
import { leaveRun, viewersQuery } from '../../lib/presence/queries'
import { Tooltip } from '../ui/tooltip'

const mostShown = 4

/** Who else has this run open now. Being shown here is what one does by looking. */
export function Viewers({ runId }: { runId: string }) {
  const { data: me } = useQuery(meQuery())
  const { data: viewers = [] } = useQuery(viewersQuery(runId))
  useEffect(() => {
    const leave = () => leaveRun(runId)
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [runId])
  const others = viewers.filter(viewer => viewer.userId !== me?.user.id)
  if (!me || others.length === 0) return null
  const names = others.map(viewer => viewer.name).join(', ')
  return (
    <Tooltip label={`Also here: ${names}`}>
      <span role="img" aria-label={`Also here: ${names}`} className="flex -space-x-1">
        {others.slice(0, mostShown).map(viewer => (
          <span
            key={viewer.userId}
            aria-hidden
            className="inline-flex size-5 items-center justify-center rounded-full border border-surface bg-accent-soft font-semibold text-[10px] text-accent-text"
          >
            {initialsOf(viewer.name)}
          </span>
        ))}
        {others.length > mostShown ? (
          <span aria-hidden className="tabular pl-2 text-meta">
            +{others.length - mostShown}
          </span>
        ) : null}
      </span>
    </Tooltip>
  )
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map(
    word => Array.from(word ?? '')[0] ?? '',
  )
  return letters.join('').toUpperCase()
}
