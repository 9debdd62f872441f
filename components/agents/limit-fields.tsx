'use client'

import type { Agent } from '../../lib/agents/schema'
import { defaultLimits } from '../../lib/runs/recipe'
import { Field } from '../ui/field'
import { Input } from '../ui/input'

interface LimitFieldsProps {
  limits: Agent['limits']
  onChange: (limits: Agent['limits']) => void
}

const minute = 60_000

/** Where a run of this agent ends by itself. Empty means Reef's own limit. */
export function LimitFields({ limits, onChange }: LimitFieldsProps) {
  function set(name: keyof Agent['limits'], text: string, factor: number) {
    const value = Math.round(Number(text) * factor)
    const { [name]: _, ...rest } = limits
    onChange(text.trim() === '' || !(value > 0) ? rest : { ...rest, [name]: value })
  }
  return (
    <fieldset>
      <legend className="mb-2 font-medium">Limits</legend>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Steps">
          {control => (
            <Input
              {...control}
              type="number"
              min={1}
              placeholder={String(defaultLimits.steps)}
              value={limits.steps ?? ''}
              onChange={event => set('steps', event.target.value, 1)}
            />
          )}
        </Field>
        <Field label="Minutes">
          {control => (
            <Input
              {...control}
              type="number"
              min={1}
              placeholder={String(defaultLimits.wallMs / minute)}
              value={limits.wallMs === undefined ? '' : limits.wallMs / minute}
              onChange={event => set('wallMs', event.target.value, minute)}
            />
          )}
        </Field>
        <Field label="Tokens of one answer">
          {control => (
            <Input
              {...control}
              type="number"
              min={1}
              placeholder={String(defaultLimits.outputTokens)}
              value={limits.outputTokens ?? ''}
              onChange={event => set('outputTokens', event.target.value, 1)}
            />
          )}
        </Field>
      </div>
    </fieldset>
  )
}
