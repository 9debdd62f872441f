'use client'

import { GitFork } from 'lucide-react'
import type { TimelineItem } from '../../lib/runs/timeline'
import { useRun } from './run-context'

/** The line between what was taken over and what this attempt did itself. */
export function ForkRow({ fork }: { fork: Extract<TimelineItem, { kind: 'fork' }>['fork'] }) {
  const { openRun } = useRun()
  return (
    <p className="my-2 flex flex-wrap items-center gap-x-2 border-t border-dashed pt-2 pl-8 text-meta text-muted">
      <GitFork size={14} strokeWidth={1.5} aria-hidden />
      {fork.fromStep === 0
        ? 'This attempt begins anew with the same setup.'
        : 'Everything above was taken over, with the files as they were here.'}
      <button
        type="button"
        onClick={() => openRun(fork.fromRunId, fork.fromStep)}
        className="underline underline-offset-2 hover:text-ink"
      >
        Open where it came from
      </button>
    </p>
  )
}
