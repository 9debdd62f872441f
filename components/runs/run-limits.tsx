'use client'

import { type FormEvent, useState } from 'react'
import type { RunLimits, SomeLimits } from '../../lib/runs/recipe'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { formatDuration } from '../../lib/shared/format'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useCommand } from './use-command'

const minute = 60_000

const fields = [
  { name: 'steps', label: 'Steps', factor: 1 },
  { name: 'wallMs', label: 'Minutes', factor: minute },
  { name: 'repeats', label: 'Same call', factor: 1 },
  { name: 'checkRounds', label: 'Rounds of checks', factor: 1 },
  { name: 'attempts', label: 'Tries of a model', factor: 1 },
] as const

/** The limits as they hold now; whoever steers the run may change them while it works. */
export function RunLimitsPart({ state }: { state: RunState }) {
  const mayControl = useAllowed('run:control')
  const [editing, setEditing] = useState(false)
  const { limits } = state
  if (editing) return <LimitsForm runId={state.runId} limits={limits} onDone={() => setEditing(false)} />
  return (
    <div className="flex items-start gap-2">
      <p className="min-w-0 flex-1">
        {limits.steps} steps, {formatDuration(limits.wallMs)}; the same call {limits.repeats} times,{' '}
        {limits.checkRounds} rounds of checks, {limits.attempts} tries of a model
      </p>
      {mayControl && !isEnded(state.status) ? (
        <Button size="small" onClick={() => setEditing(true)}>
          Change
        </Button>
      ) : null}
    </div>
  )
}

interface LimitsFormProps {
  runId: string
  limits: RunLimits
  onDone: () => void
}

function LimitsForm({ runId, limits, onDone }: LimitsFormProps) {
  const command = useCommand(runId)
  const [draft, setDraft] = useState<Record<string, string>>({})
  function submit(event: FormEvent) {
    event.preventDefault()
    const changed: SomeLimits = {}
    for (const { name, factor } of fields) {
      const value = Math.round(Number(draft[name] ?? '') * factor)
      if (value > 0) changed[name] = value
    }
    if (Object.keys(changed).length === 0) onDone()
    else command.send({ type: 'limits', limits: changed }, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit} aria-label="Limits of this run" className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-3">
        {fields.map(({ name, label, factor }) => (
          <Field key={name} label={label}>
            {control => (
              <Input
                {...control}
                type="number"
                min={1}
                value={draft[name] ?? String(limits[name] / factor)}
                onChange={event => setDraft({ ...draft, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      {command.error ? (
        <p role="alert" className="text-failed">
          {command.error.message}
        </p>
      ) : null}
      <p className="flex gap-2">
        <Button type="submit" size="small" variant="primary" disabled={command.isPending}>
          Set limits
        </Button>
        <Button size="small" onClick={onDone}>
          Cancel
        </Button>
      </p>
    </form>
  )
}
