'use client'

import { Pause, Play, RotateCcw, Square } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { useAllowed } from '../common/use-allowed'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { useToast } from '../ui/toast'
import { useRun } from './run-context'
import { useCommand } from './use-command'

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
  const ended = isEnded(state.status)
  const stopping = state.stopRequested || command.sending?.type === 'stop'
  const onError = (error: Error) => toast({ text: error.message, tone: 'failed' })
  useShortcut('s', () => setConfirming(true), !ended && !stopping)
  const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const
  if (ended)
    return (
      <Button size="small" onClick={retry}>
        <RotateCcw {...icon} />
        Run again
      </Button>
    )
  const paused = state.status === 'paused'
  const waitsForWord = state.waiting?.for === 'answer' || state.waiting?.for === 'approval'
  const canResume = paused || (state.status === 'waiting' && !waitsForWord)
  return (
    <>
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
        <Square {...icon} />
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
          What it has done stays: its steps, its files and its figures. It cannot be continued, only started
          again.
        </ConfirmDialog>
      ) : null}
    </>
  )
}
