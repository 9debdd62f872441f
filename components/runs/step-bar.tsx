'use client'

import { GitFork, RotateCcw, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { RunState } from '../../lib/runs/run-state'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { canGoOn } from './can-go-on'
import { useRun } from './run-context'

const ForkDialog = dynamic(() => import('./fork-dialog').then(module => module.ForkDialog))

/** What can be done with the step that is chosen in the transcript, the timeline or the figures. */
export function StepBar({ state }: { state: RunState }) {
  const { selectedStep, selectStep } = useRun()
  const mayControl = useAllowed('run:control')
  const [asking, setAsking] = useState<'fork' | 'again' | null>(null)
  const step = selectedStep === null ? undefined : state.steps[selectedStep - 1]
  if (!step || !mayControl || !canGoOn(state)) return null
  const isFinished =
    step.repliedAt !== undefined && step.toolCallIds.every(id => state.toolCalls[id]?.status === 'finished')
  const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const
  return (
    <div
      role="toolbar"
      aria-label={`Step ${step.step}`}
      className="flex shrink-0 items-center gap-2 border-t bg-sunken px-5 py-1.5 max-md:px-3"
    >
      <span className="tabular min-w-0 flex-1 truncate text-muted">Step {step.step}</span>
      <Button size="small" disabled={!isFinished} onClick={() => setAsking('fork')}>
        <GitFork {...icon} />
        Fork from here
      </Button>
      <Button size="small" onClick={() => setAsking('again')}>
        <RotateCcw {...icon} />
        Do it again
      </Button>
      <IconButton label="Let go of the step" onClick={() => selectStep(null)}>
        <X {...icon} />
      </IconButton>
      {asking ? (
        <ForkDialog
          state={state}
          step={step.step}
          again={asking === 'again'}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </div>
  )
}
