'use client'

import { GitFork } from 'lucide-react'
import type { RunState } from '../../lib/runs/run-state'
import type { RunSummary } from '../../lib/runs/schema'
import { useRun } from './run-context'

/** Where a run came from, and what was made out of it. */
export function Lineage({ state, runs }: { state: RunState; runs: readonly RunSummary[] }) {
  const { openRun } = useRun()
  const source = state.fork ? runs.find(run => run.id === state.fork?.fromRunId) : undefined
  const forks = runs.filter(run => run.forkedFrom?.runId === state.runId)
  if (!source && forks.length === 0) return null
  const linkClass = 'tabular underline underline-offset-2 hover:text-ink'
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 text-meta">
      <GitFork size={14} strokeWidth={1.5} aria-hidden className="shrink-0" />
      {source && state.fork ? (
        <button type="button" className={linkClass} onClick={() => openRun(source.id, state.fork?.fromStep)}>
          Forked from attempt {source.attempt} {placeWords(state.fork.fromStep)}
        </button>
      ) : null}
      {forks.map(run => (
        <button key={run.id} type="button" className={linkClass} onClick={() => openRun(run.id)}>
          Attempt {run.attempt} goes on {placeWords(run.forkedFrom?.step ?? 0)}
        </button>
      ))}
    </span>
  )
}

export function placeWords(step: number): string {
  return step === 0 ? 'from the start' : `after step ${step}`
}
