'use client'

import { labelOf } from '../../lib/templates/fill'
import type { TemplateInput } from '../../lib/templates/schema'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { Textarea } from '../ui/textarea'

interface TemplateInputsProps {
  inputs: readonly TemplateInput[]
  values: Readonly<Record<string, string>>
  onChange: (values: Record<string, string>) => void
  /** What is wrong, by the name of the input. */
  errors?: Readonly<Record<string, string>>
}

/** One field for each input of a template, by its type. */
export function TemplateInputs({ inputs, values, onChange, errors = {} }: TemplateInputsProps) {
  return inputs.map(input => (
    <Field
      key={input.name}
      label={input.required ? labelOf(input) : `${labelOf(input)} (optional)`}
      hint={input.type === 'file' ? 'A path among the files of the task, such as data/a.csv.' : undefined}
      error={errors[input.name]}
    >
      {control => (
        <InputControl
          control={control}
          input={input}
          value={values[input.name] ?? input.default ?? ''}
          onChange={value => onChange({ ...values, [input.name]: value })}
        />
      )}
    </Field>
  ))
}

interface InputControlProps {
  control: object
  input: TemplateInput
  value: string
  onChange: (value: string) => void
}

function InputControl({ control, input, value, onChange }: InputControlProps) {
  if (input.type === 'choice')
    return (
      <Select {...control} value={value} onChange={event => onChange(event.target.value)}>
        <option value="">Choose</option>
        {(input.choices ?? []).map(choice => (
          <option key={choice}>{choice}</option>
        ))}
      </Select>
    )
  if (input.type === 'text')
    return (
      <Textarea
        {...control}
        value={value}
        onChange={event => onChange(event.target.value)}
        className="max-h-40 min-h-8"
      />
    )
  return (
    <Input
      {...control}
      type={input.type === 'date' ? 'date' : 'text'}
      inputMode={input.type === 'number' ? 'decimal' : undefined}
      value={value}
      onChange={event => onChange(event.target.value)}
    />
  )
}
