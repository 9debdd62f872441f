'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { RunState } from '../../lib/runs/run-state'
import { modelChoicesQuery } from '../../lib/tasks/choices'
import { useDollarHint } from '../common/dollar-note'
import { KillSwitch } from '../common/kill-switch'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { useCommand } from './use-command'

/** Changes the model or the budget while the run is at work. Both hold from its next call on. */
export function RunSettings({ state, onClose }: { state: RunState; onClose: () => void }) {
  const { data: choices } = useQuery(modelChoicesQuery())
  const [model, setModel] = useState('')
  const [usd, setUsd] = useState(wordsOf(state.budget.usd))
  const dollarHint = useDollarHint(usd)
  const [tokens, setTokens] = useState(wordsOf(state.budget.tokens))
  const command = useCommand(state.runId)
  const budget = {
    ...(Number(usd) > 0 ? { usd: Number(usd) } : {}),
    ...(Number(tokens) > 0 ? { tokens: Math.round(Number(tokens)) } : {}),
  }
  const newBudget = budget.usd !== state.budget.usd || budget.tokens !== state.budget.tokens
  function submit(event: FormEvent) {
    event.preventDefault()
    const saveBudget = () =>
      newBudget ? command.send({ type: 'budget', budget }, { onSuccess: onClose }) : onClose()
    if (model) command.send({ type: 'model', model }, { onSuccess: saveBudget })
    else saveBudget()
  }
  return (
    <Dialog open onClose={onClose} title="Model and budget">
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <Field label="Model" hint="Another model reads the whole conversation anew: its cache is cold.">
          {control => (
            <Select {...control} value={model} onChange={event => setModel(event.target.value)}>
              <option value="">{state.model?.modelId ?? 'None yet'}</option>
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
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Budget in dollars" hint={`Of the task, over all its attempts. ${dollarHint ?? ''}`}>
            {control => (
              <Input
                {...control}
                inputMode="decimal"
                placeholder="no limit"
                value={usd}
                onChange={event => setUsd(event.target.value)}
              />
            )}
          </Field>
          <Field label="Budget in tokens">
            {control => (
              <Input
                {...control}
                inputMode="numeric"
                placeholder="no limit"
                value={tokens}
                onChange={event => setTokens(event.target.value)}
              />
            )}
          </Field>
        </div>
        {command.error ? (
          <p role="alert" className="text-failed">
            {command.error.message}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={command.isPending || (!model && !newBudget)}>
            Change
          </Button>
        </div>
      </form>
      <section aria-label="Kill switch" className="flex flex-col gap-2 border-t px-4 py-4">
        <p className="text-muted">A pause lets the call under way end. This does not.</p>
        <KillSwitch scope="run" scopeId={state.runId} of="this run" />
      </section>
    </Dialog>
  )
}

function wordsOf(limit: number | undefined): string {
  return limit === undefined ? '' : String(limit)
}
