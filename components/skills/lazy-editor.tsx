'use client'

import dynamic from 'next/dynamic'
import { Skeleton } from '../ui/skeleton'

/** The editor, fetched when a skill is opened and not before. */
export const LazyEditor = dynamic(() => import('./code-editor'), { ssr: false, loading: Loading })

function Loading() {
  return (
    <div role="status" aria-label="Loading the editor" className="flex flex-col gap-3 p-5">
      {['w-2/5', 'w-4/5', 'w-3/5', 'w-1/3', 'w-2/3'].map(width => (
        <Skeleton key={width} className={`h-3 ${width}`} />
      ))}
    </div>
  )
}
