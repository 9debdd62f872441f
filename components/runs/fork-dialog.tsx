'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { effectsAfter } from '../../lib/runs/decide-fork'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { formatPlural } from '../../lib/shared/format'
import { modelChoicesQuery } from '../../lib/tasks/choices'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { Textarea } from '../ui/textarea'
import { useFork } from './use-fork'

interface ForkDialogProps {
  state: RunState
  /** The step that is chosen; null for the end of the run. */
  step: number | null
  /** The step itself is done again. */
  again: boolean
  onClose: () => void
}

/** Says what a fork takes along, what it leaves as it is, and asks what shall be different. */
export function ForkDialog({ state, step, again, onClose }: ForkDialogProps) {
  const [message, setMessage] = useState('')
  const [model, setModel] = useState('')
  const [steps, setSteps] = useState(String(state.limits.steps))
  const [usd, setUsd] = useState(state.budget.usd === undefined ? '' : String(state.budget.usd))
  const { data: choices } = useQuery(modelChoicesQuery())
  const { fork, isPending, error } = useFork(state.runId)
  function submit(event: FormEvent) {
    event.preventDefault()
    const limit = Math.round(Number(steps))
    const dollars = Number(usd)
    fork({
      ...(step === null ? {} : { step }),
      ...(again ? { again } : {}),
      ...(isEnded(state.status) ? {} : { stop: true }),
      ...(message.trim() ? { message: message.trim() } : {}),
      ...(model ? { model } : {}),
      ...(limit > 0 && limit !== state.limits.steps ? { limits: { steps: limit } } : {}),
      ...(dollars > 0 && dollars !== state.budget.usd ? { budget: { ...state.budget, usd: dollars } } : {}),
    })
  }
  return (
    <Dialog open onClose={onClose} title={titleOf(step, again)}>
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <Consequences state={state} step={step} again={again} />
        <Field label="Say something to the agent" hint="Optional. The agent reads it before it goes on.">
          {control => (
            <Textarea
              {...control}
              data-autofocus
              className="max-h-44"
              value={message}
              onChange={event => setMessage(event.target.value)}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Model">
            {control => (
              <Select {...control} value={model} onChange={event => setModel(event.target.value)}>
                <option value="">As before: {state.model?.modelId ?? 'none yet'}</option>
                {choices?.models
                  .filter(choice => !choice.scripted && choice.spec !== state.model?.spec)
                  .map(choice => (
                    <option key={choice.spec} value={choice.spec}>
                      {choice.label}
                    </option>
                  ))}
              </Select>
            )}
          </Field>
          <Field label="Steps at most" hint="Those that are taken over do not count.">
            {control => (
              <Input
                {...control}
                inputMode="numeric"
                value={steps}
                onChange={event => setSteps(event.target.value)}
              />
            )}
          </Field>
          {state.budget.usd === undefined ? null : (
            <Field label="Budget of the task in dollars">
              {control => (
                <Input
                  {...control}
                  inputMode="decimal"
                  value={usd}
                  onChange={event => setUsd(event.target.value)}
                />
              )}
            </Field>
          )}
        </div>
        {error ? (
          <p role="alert" className="text-failed">
            {error.message}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isPending}>
            {isEnded(state.status) ? 'Start the attempt' : 'Stop and start the attempt'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function titleOf(step: number | null, again: boolean): string {
  if (step === null) return 'Go on from the end'
  return again ? `Do step ${step} again` : `Fork after step ${step}`
}

function Consequences({ state, step, again }: Pick<ForkDialogProps, 'state' | 'step' | 'again'>) {
  const kept = step === null ? state.steps.length : again ? step - 1 : step
  const effects = effectsAfter(state, kept)
  return (
    <div className="flex flex-col gap-1.5 text-muted">
      <p>
        {kept === 0
          ? 'A new attempt begins with nothing but the task and its files.'
          : `A new attempt begins with ${kept === 1 ? 'step 1' : `steps 1 to ${kept}`} and the files as they were then. What that cost stays with this attempt.`}
      </p>
      {isEnded(state.status) ? null : (
        <p className="text-waiting">This attempt is at work. It is stopped first.</p>
      )}
      {effects.length > 0 ? (
        <p>
          <span className="font-medium text-ink">Not undone:</span>{' '}
          {effects
            .map(({ name, count }) => formatPlural(count, `call of ${name}`, `calls of ${name}`))
            .join(', ')}
          . What other hosts, people or runs were told stays told.
        </p>
      ) : null}
    </div>
  )
}
