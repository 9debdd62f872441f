'use client'

import { Field } from '../ui/field'
import { Input } from '../ui/input'

interface NumberFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
}

export function NumberField({ label, value, onChange }: NumberFieldProps) {
  return (
    <Field label={label}>
      {control => (
        <Input
          {...control}
          inputMode="decimal"
          placeholder="no limit"
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

/** Throws with words for the form. */
export function numberOf(text: string, what: string): number {
  const number = Number(text.trim().replace(',', '.'))
  if (!Number.isFinite(number) || number <= 0) throw new Error(`Write a number of ${what}.`)
  return number
}
