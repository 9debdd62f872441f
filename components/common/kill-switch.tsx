'use client'

import { useQuery } from '@tanstack/react-query'
import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { liftSwitch, pressSwitch, switchesKey, switchListQuery } from '../../lib/switches/queries'
import type { SwitchScope } from '../../lib/switches/schema'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Textarea } from '../ui/textarea'
import { useAllowed } from './use-allowed'
import { useChange } from './use-change'

interface KillSwitchProps {
  scope: SwitchScope
  /** The agent or the run; left out for the workspace. */
  scopeId?: string
  /** What stands still: "this agent", "the whole workspace". */
  of: string
}

/** Stops all model calls of something at once, after a reason was given; and takes that back. */
export function KillSwitch({ scope, scopeId, of }: KillSwitchProps) {
  const mayPress = useAllowed(scope === 'run' ? 'run:control' : 'switch:write')
  const { data } = useQuery({ ...switchListQuery(), refetchInterval: 5_000 })
  const [asking, setAsking] = useState(false)
  const change = useChange(switchesKey)
  const on = data?.switches.find(
    one => one.liftedAt === null && one.scope === scope && (scopeId === undefined || one.scopeId === scopeId),
  )
  if (on)
    return (
      <div className="flex flex-wrap items-center gap-3 rounded-panel bg-failed-soft px-3.5 py-3">
        <OctagonX size={20} strokeWidth={1.5} aria-hidden className="shrink-0 text-failed" />
        <p className="min-w-0 flex-1 basis-60 break-words">
          {on.byName} has stopped all model calls of {of}: {on.reason}
        </p>
        {mayPress ? (
          <Button disabled={change.busy} onClick={() => change.run(() => liftSwitch(on.id), 'Work goes on')}>
            Let work go on
          </Button>
        ) : null}
      </div>
    )
  if (!mayPress) return <p className="text-muted">Owners and admins can stop all model calls of {of}.</p>
  return (
    <>
      <Button variant="danger" size="large" className="w-fit" onClick={() => setAsking(true)}>
        <OctagonX size={20} strokeWidth={1.5} aria-hidden />
        Stop all model calls
      </Button>
      {asking ? (
        <PressDialog
          of={of}
          onPress={reason =>
            change.run(
              () => pressSwitch({ scope, reason, ...(scopeId ? { scopeId } : {}) }),
              'All model calls stand still',
            )
          }
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  )
}

function PressDialog({
  of,
  onPress,
  onClose,
}: {
  of: string
  onPress: (reason: string) => void
  onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const isSaid = reason.trim() !== ''
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Stop all model calls of ${of}?`}
      className="w-[min(28rem,calc(100vw-2rem))]"
    >
      <div className="flex flex-col gap-4 p-4">
        <p className="text-muted">
          Calls under way are ended within two seconds, and none begins. Runs wait with everything they have
          done, and go on where they were when you take this back.
        </p>
        <Field label="Why" hint="Everybody whose run waits reads it.">
          {control => (
            <Textarea
              {...control}
              data-autofocus
              rows={2}
              maxLength={500}
              value={reason}
              onChange={event => setReason(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            disabled={!isSaid}
            onClick={() => {
              onPress(reason.trim())
              onClose()
            }}
          >
            Stop all model calls
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
