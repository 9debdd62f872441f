'use client'

import { Square } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import type { Branch } from '../../lib/runs/tree'
import { formatPlural } from '../../lib/shared/format'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { useToast } from '../ui/toast'
import { useCommand } from './use-command'

const ConfirmDialog = dynamic(() => import('../ui/confirm-dialog').then(module => module.ConfirmDialog))

/** Stops a run with all below it: everything at the top, one branch further down. */
export function StopBranch({ branch }: { branch: Branch }) {
  const { run } = branch
  const mayControl = useAllowed('run:control')
  const command = useCommand(run.id)
  const toast = useToast()
  const [confirming, setConfirming] = useState(false)
  if (!mayControl || isEnded(run.status)) return null
  const isTop = run.parentRunId === null
  const name = run.title ?? run.agentName
  const icon = <Square size={12} strokeWidth={1.5} fill="currentColor" aria-hidden />
  const below = branch.live > 0 ? ` ${formatPlural(branch.live, 'agent')} below it stop too.` : ''
  const stop = () =>
    command.send({ type: 'stop' }, { onError: error => toast({ text: error.message, tone: 'failed' }) })
  return (
    <>
      {isTop ? (
        <Button
          size="small"
          variant="danger"
          disabled={command.isPending}
          onClick={() => setConfirming(true)}
        >
          {icon}
          Stop all
        </Button>
      ) : (
        <IconButton label={`Stop ${name}`} disabled={command.isPending} onClick={() => setConfirming(true)}>
          {icon}
        </IconButton>
      )}
      {confirming ? (
        <ConfirmDialog
          open
          title={isTop ? 'Stop all agents?' : `Stop “${name}”?`}
          confirm={isTop ? 'Stop all' : 'Stop branch'}
          danger
          onClose={() => setConfirming(false)}
          onConfirm={stop}
        >
          {isTop
            ? 'The whole attempt ends. What was done stays.'
            : `What it has done stays, and the agent that asked for it is told.${below}`}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
