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

const fields = [
  { name: 'steps', label: 'Steps', factor: 1 },
  { name: 'wallMs', label: 'Minutes', factor: minute },
  { name: 'outputTokens', label: 'Tokens of one answer', factor: 1 },
  { name: 'repeats', label: 'Same call in a row', factor: 1 },
  { name: 'checkRounds', label: 'Rounds of checks', factor: 1 },
  { name: 'attempts', label: 'Tries of a model', factor: 1 },
  { name: 'depth', label: 'Depth of delegation', factor: 1 },
  { name: 'fanOut', label: 'Sub-runs at once', factor: 1 },
] as const

/** Where a run of this agent ends by itself, or asks. Empty means Reef's own limit. */
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
        {fields.map(({ name, label, factor }) => {
          const value = limits[name]
          return (
            <Field key={name} label={label}>
              {control => (
                <Input
                  {...control}
                  type="number"
                  min={1}
                  placeholder={String(defaultLimits[name] / factor)}
                  value={value === undefined ? '' : value / factor}
                  onChange={event => set(name, event.target.value, factor)}
                />
              )}
            </Field>
          )
        })}
      </div>
      <p className="mt-2 text-meta text-muted">
        At a limit the agent sums up honestly, and the run ends with its reason.
      </p>
    </fieldset>
  )
}
