'use client'

import { useState } from 'react'
import type { InputType, TemplateInput } from '../../lib/templates/schema'
import { Checkbox } from '../ui/checkbox'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'

interface InputFieldsProps {
  input: TemplateInput
  onChange: (input: TemplateInput) => void
}

const typeWords: Record<InputType, string> = {
  text: 'Text',
  number: 'Number',
  choice: 'Choice',
  date: 'Date',
  file: 'Path of a file',
}

/** One input of a template: what it is called, what it takes, and what holds when nothing is given. */
export function InputFields({ input, onChange }: InputFieldsProps) {
  return (
    <fieldset className="grid grid-cols-2 gap-3 rounded-control border p-3 max-md:grid-cols-1">
      <legend className="px-1 font-medium font-mono text-meta">{input.name}</legend>
      <Field label="Label (optional)">
        {control => (
          <Input
            {...control}
            maxLength={80}
            placeholder={input.name}
            value={input.label ?? ''}
            onChange={event => {
              const { label: _, ...rest } = input
              onChange(event.target.value === '' ? rest : { ...rest, label: event.target.value })
            }}
          />
        )}
      </Field>
      <Field label="Type">
        {control => (
          <Select
            {...control}
            value={input.type}
            onChange={event => onChange({ ...input, type: event.target.value as InputType })}
          >
            {Object.entries(typeWords).map(([type, words]) => (
              <option key={type} value={type}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {input.type === 'choice' ? <ChoicesField input={input} onChange={onChange} /> : null}
      <Field label="Default (optional)">
        {control => (
          <Input
            {...control}
            type={input.type === 'date' ? 'date' : 'text'}
            value={input.default ?? ''}
            onChange={event => onChange({ ...input, default: event.target.value })}
          />
        )}
      </Field>
      <label htmlFor={`required-${input.name}`} className="flex items-center gap-2 self-end pb-1.5">
        <Checkbox
          id={`required-${input.name}`}
          checked={input.required}
          onChange={event => onChange({ ...input, required: event.target.checked })}
        />
        A value is needed
      </label>
    </fieldset>
  )
}

function ChoicesField({ input, onChange }: InputFieldsProps) {
  const [choices, setChoices] = useState((input.choices ?? []).join(', '))
  return (
    <Field label="Choices, with commas between">
      {control => (
        <Input
          {...control}
          value={choices}
          onChange={event => {
            setChoices(event.target.value)
            const list = event.target.value.split(',').map(each => each.trim())
            onChange({ ...input, choices: list.filter(each => each !== '') })
          }}
        />
      )}
    </Field>
  )
}
