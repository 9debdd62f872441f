'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowUp, X } from 'lucide-react'
import { modelChoicesQuery } from '../../lib/tasks/choices'
import { IconButton } from '../ui/icon-button'
import { Select } from '../ui/select'

interface FallbackModelsProps {
  models: string[]
  onChange: (models: string[]) => void
}

const most = 5

/** Models to go on with, in order, when the one before keeps failing. */
export function FallbackModels({ models, onChange }: FallbackModelsProps) {
  const { data } = useQuery(modelChoicesQuery())
  const choices = data?.models.filter(model => !model.scripted) ?? []
  const left = choices.filter(model => !models.includes(model.spec))
  const labelOf = (spec: string) =>
    choices.find(model => model.spec === spec)?.label ?? `${spec} (not connected)`
  function moveUp(index: number) {
    const moved = [...models]
    moved.splice(index - 1, 0, ...moved.splice(index, 1))
    onChange(moved)
  }
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Further models</legend>
      <p className="mb-2 text-meta text-muted">
        A run goes on with the next one when a model keeps failing or is not there.
      </p>
      <ol className="flex flex-col gap-1.5">
        {models.map((spec, index) => (
          <li key={spec} className="flex items-center gap-2 rounded-control border px-2.5 py-1">
            <span className="tabular text-faint">{index + 1}</span>
            <span className="min-w-0 flex-1 truncate">{labelOf(spec)}</span>
            {index > 0 ? (
              <IconButton label={`Try ${spec} earlier`} onClick={() => moveUp(index)}>
                <ArrowUp size={14} strokeWidth={1.5} aria-hidden />
              </IconButton>
            ) : null}
            <IconButton
              label={`Remove ${spec}`}
              onClick={() => onChange(models.filter(each => each !== spec))}
            >
              <X size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
      {models.length < most ? (
        <Select
          aria-label="Add a further model"
          className="mt-1.5 w-full"
          value=""
          onChange={event => onChange([...models, event.target.value])}
        >
          <option value="" disabled>
            Add a model
          </option>
          {left.map(model => (
            <option key={model.spec} value={model.spec}>
              {model.label}
            </option>
          ))}
        </Select>
      ) : null}
    </fieldset>
  )
}
