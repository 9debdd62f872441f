'use client'

import { createContext, useContext } from 'react'
import type { RunState } from '../../lib/runs/run-state'
import { assertPresent } from '../../lib/shared/assert'

export interface RunContextValue {
  runId: string
  /** The step that the inspector shows, from the address. */
  selectedStep: number | null
  selectStep: (step: number | null) => void
  /** Goes to a step where its words stand, also from a tab that hides them. */
  showStep: (step: number) => void
  openFile: (path: string) => void
  retry: () => void
  /** Opens another attempt at the same task, at a step if one is named. */
  openRun: (runId: string, step?: number) => void
}

export const RunContext = createContext<RunContextValue>({
  runId: '',
  selectedStep: null,
  selectStep: () => undefined,
  showStep: () => undefined,
  openFile: () => undefined,
  retry: () => undefined,
  openRun: () => undefined,
})

/** What the pieces of a run's page share: which run it is, and where the reader is. */
export function useRun(): RunContextValue {
  return useContext(RunContext)
}

/** What the run has come to. It changes with every event: only those rows ask for it that draw more than their own part. */
export const RunStateContext = createContext<RunState | null>(null)

export function useRunState(): RunState {
  return assertPresent(useContext(RunStateContext), 'RunStateContext')
}
