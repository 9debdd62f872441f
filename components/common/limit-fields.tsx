'use client'

import { defaultLimits, type SomeLimits } from '../../lib/runs/recipe'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { limitFields } from './limit-words'

interface LimitFieldsProps {
  limits: SomeLimits
  /** What holds where a field is empty; Reef's own when left out. */
  usual?: SomeLimits
  /** Where a dialog says it already. */
  hideTitle?: boolean
  onChange: (limits: SomeLimits) => void
}

/** Where a run ends by itself, or asks. Empty means what is usual. */
export function LimitFields({ limits, usual = {}, hideTitle = false, onChange }: LimitFieldsProps) {
  function set(name: keyof SomeLimits, text: string, factor: number) {
    const value = Math.round(Number(text) * factor)
    const { [name]: _, ...rest } = limits
    onChange(text.trim() === '' || !Number.isFinite(value) ? rest : { ...rest, [name]: value })
  }
  return (
    <fieldset>
      <legend className={hideTitle ? 'sr-only' : 'mb-2 font-medium'}>Limits</legend>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
        {limitFields.map(({ name, label, hint, factor, min, max }) => {
          const value = limits[name]
          return (
            <Field key={name} label={label} hint={hint}>
              {control => (
                <Input
                  {...control}
                  type="number"
                  min={min}
                  max={max}
                  placeholder={String((usual[name] ?? defaultLimits[name]) / factor)}
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
