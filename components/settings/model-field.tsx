'use client'

import { type FormEvent, useState } from 'react'
import type { AvailableModel } from '../../lib/providers/schema'
import { formatCount } from '../../lib/shared/format'
import { Button } from '../ui/button'
import { Input } from '../ui/input'
import { Select } from '../ui/select'

const typed = '…'

interface Props {
  label: string
  models: readonly AvailableModel[]
  value: string | null
  /** What it means that none is chosen. */
  none: string
  /** How a model is written, for one that no list names. */
  example: string
  disabled?: boolean
  onChoose: (spec: string | null) => void
}

/** A choice among all models, by provider; one that no list names can be written out. */
export function ModelField({ label, models, value, none, example, disabled = false, onChoose }: Props) {
  const [writing, setWriting] = useState(models.length === 0 && value === null)
  if (writing) {
    return (
      <WrittenModel
        label={label}
        example={example}
        disabled={disabled}
        onWritten={spec => {
          onChoose(spec)
          setWriting(false)
        }}
        {...(models.length > 0 ? { onCancel: () => setWriting(false) } : {})}
      />
    )
  }
  const isListed = value === null || models.some(model => model.spec === value)
  return (
    <Select
      aria-label={label}
      className="w-full max-w-100"
      value={value ?? ''}
      disabled={disabled}
      onChange={({ target }) =>
        target.value === typed ? setWriting(true) : onChoose(target.value === '' ? null : target.value)
      }
    >
      <option value="">{none}</option>
      {isListed ? null : <option value={value}>{value}</option>}
      {byProvider(models).map(([provider, its]) => (
        <optgroup key={provider} label={provider}>
          {its.map(model => (
            <option key={model.spec} value={model.spec}>
              {wordsFor(model)}
            </option>
          ))}
        </optgroup>
      ))}
      <option value={typed}>Another one, by name</option>
    </Select>
  )
}

interface WrittenProps {
  label: string
  example: string
  disabled: boolean
  onWritten: (spec: string) => void
  onCancel?: () => void
}

function WrittenModel({ label, example, disabled, onWritten, onCancel }: WrittenProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const spec = new FormData(event.currentTarget).get('spec')
    if (typeof spec === 'string' && spec.trim()) onWritten(spec.trim())
  }
  return (
    <form className="flex max-w-100 flex-wrap gap-2" onSubmit={submit}>
      <Input
        aria-label={label}
        name="spec"
        autoComplete="off"
        spellCheck={false}
        placeholder={example}
        className="min-w-48 flex-1"
      />
      <Button type="submit" disabled={disabled}>
        Use it
      </Button>
      {onCancel ? (
        <Button variant="ghost" onClick={onCancel}>
          Back to the list
        </Button>
      ) : null}
    </form>
  )
}

function byProvider(models: readonly AvailableModel[]): [string, AvailableModel[]][] {
  const groups = new Map<string, AvailableModel[]>()
  for (const model of models) groups.set(model.provider, [...(groups.get(model.provider) ?? []), model])
  return [...groups]
}

function wordsFor({ label, contextTokens, tools }: AvailableModel): string {
  const facts = [
    ...(contextTokens ? [`${formatCount(contextTokens)} context`] : []),
    ...(tools === false ? ['no tools'] : []),
  ]
  return facts.length > 0 ? `${label} (${facts.join(', ')})` : label
}
