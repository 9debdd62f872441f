'use client'

import { Pause, Play, RotateCcw, SlidersHorizontal, Square } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { useAllowed } from '../common/use-allowed'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { useToast } from '../ui/toast'
import { useRun } from './run-context'
import { useCommand } from './use-command'

const GoOn = dynamic(() => import('./go-on').then(module => module.GoOn))
const RunSettings = dynamic(() => import('./run-settings').then(module => module.RunSettings))
const ConfirmDialog = dynamic(() => import('../ui/confirm-dialog').then(module => module.ConfirmDialog))

/** Pause, resume and stop while there is something to stop; run again afterwards. */
export function RunActions({ state }: { state: RunState }) {
  const mayControl = useAllowed('run:control')
  return mayControl ? <Actions state={state} /> : null
}

function Actions({ state }: { state: RunState }) {
  const { retry } = useRun()
  const command = useCommand(state.runId)
  const toast = useToast()
  const [confirming, setConfirming] = useState(false)
  const [changing, setChanging] = useState(false)
  const ended = isEnded(state.status)
  const stopping = state.stopRequested || command.sending?.type === 'stop'
  const onError = (error: Error) => toast({ text: error.message, tone: 'failed' })
  useShortcut('s', () => setConfirming(true), !ended && !stopping)
  const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const
  // A part is not run again by itself: whoever handed it on has gone on without it.
  if (ended && state.created.parentRunId !== null) return null
  if (ended)
    return (
      <>
        {state.status === 'succeeded' ? null : <GoOn state={state} size="small" />}
        <Button size="small" onClick={retry}>
          <RotateCcw {...icon} />
          Run again
        </Button>
      </>
    )
  const paused = state.status === 'paused'
  const waitsForOthers = ['answer', 'approval', 'child'].includes(state.waiting?.for ?? '')
  const canResume = paused || (state.status === 'waiting' && !waitsForOthers)
  return (
    <>
      <IconButton label="Change model or budget" onClick={() => setChanging(true)}>
        <SlidersHorizontal {...icon} />
      </IconButton>
      {changing ? <RunSettings state={state} onClose={() => setChanging(false)} /> : null}
      {canResume ? (
        <Button
          size="small"
          disabled={command.isPending}
          onClick={() => command.send({ type: 'resume' }, { onError })}
        >
          <Play {...icon} />
          Resume
        </Button>
      ) : (
        <Button
          size="small"
          disabled={command.isPending || stopping}
          onClick={() => command.send({ type: 'pause' }, { onError })}
        >
          <Pause {...icon} />
          Pause
        </Button>
      )}
      <Button size="small" variant="danger" disabled={stopping} onClick={() => setConfirming(true)}>
        <Square {...icon} size={12} fill="currentColor" />
        {stopping ? 'Stopping' : 'Stop'}
      </Button>
      {confirming ? (
        <ConfirmDialog
          open
          title="Stop this run?"
          confirm="Stop run"
          danger
          onClose={() => setConfirming(false)}
          onConfirm={() => command.send({ type: 'stop' }, { onError })}
        >
          What it has done stays: its steps, its files and its figures. It takes no more orders; a new attempt
          can go on from any of its steps. Agents that it has handed work to are stopped too.
        </ConfirmDialog>
      ) : null}
    </>
  )
}
