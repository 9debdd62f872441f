'use client'

import { StepForward } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { RunState } from '../../lib/runs/run-state'
import { useAllowed } from '../common/use-allowed'
import { Button, type ButtonSize } from '../ui/button'
import { canGoOn } from './can-go-on'

const ForkDialog = dynamic(() => import('./fork-dialog').then(module => module.ForkDialog))

/** Lets a run that came to an end before its work did go on from there, in a new attempt with room. */
export function GoOn({ state, size = 'medium' }: { state: RunState; size?: ButtonSize }) {
  const mayControl = useAllowed('run:control')
  const [asking, setAsking] = useState(false)
  if (!mayControl || !canGoOn(state)) return null
  return (
    <>
      <Button variant="primary" size={size} onClick={() => setAsking(true)}>
        <StepForward size={14} strokeWidth={1.5} aria-hidden />
        Go on
      </Button>
      {asking ? (
        <ForkDialog state={state} step={null} again={false} onClose={() => setAsking(false)} />
      ) : null}
    </>
  )
}
