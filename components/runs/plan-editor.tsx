'use client'

import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import type { PlanEdit, PlanStatus, PlanStep } from '../../lib/runs/events'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { planStatusWords } from './plan-steps'

interface Draft extends PlanEdit {
  key: string
}

interface PlanEditorProps {
  steps: readonly PlanStep[]
  submitLabel: string
  isPending: boolean
  onCancel: () => void
  onSubmit: (steps: PlanEdit[]) => void
}

/** A person's own hand on the plan: words, status and order of its steps, new ones and gone ones. */
export function PlanEditor({ steps, submitLabel, isPending, onCancel, onSubmit }: PlanEditorProps) {
  const id = useId()
  const [drafts, setDrafts] = useState<Draft[]>(() =>
    steps.map(({ attempts: _, ...step }, index) => ({ ...step, key: step.id ?? `${id}-${index}` })),
  )
  const [added, setAdded] = useState(0)
  const change = (key: string, part: Partial<PlanEdit>) =>
    setDrafts(current => current.map(each => (each.key === key ? { ...each, ...part } : each)))
  function add() {
    setDrafts(current => [...current, { key: `${id}-new-${added}`, title: '', status: 'todo' }])
    setAdded(added + 1)
  }
  function move(index: number, by: number) {
    setDrafts(current => {
      const next = [...current]
      const [step] = next.splice(index, 1)
      if (step) next.splice(index + by, 0, step)
      return next
    })
  }
  const named = drafts.filter(({ title }) => title.trim() !== '')
  function submit(event: FormEvent) {
    event.preventDefault()
    onSubmit(named.map(({ key: _, ...step }) => ({ ...step, title: step.title.trim() })))
  }
  return (
    <form
      onSubmit={submit}
      onKeyDown={event => event.key === 'Escape' && onCancel()}
      aria-label="Edit the plan"
      className="mt-2 flex flex-col gap-2"
    >
      <ol className="scroll-quiet flex max-h-[45vh] flex-col gap-2 overflow-y-auto p-0.5">
        {drafts.map((step, index) => (
          <li key={step.key} className="flex flex-wrap items-center gap-1">
            <Input
              aria-label={`Step ${index + 1}`}
              autoFocus={step.title === '' && step.key.includes('-new-')}
              placeholder="What is to be done"
              maxLength={300}
              value={step.title}
              onChange={event => change(step.key, { title: event.target.value })}
              className="min-w-40 flex-1 basis-full"
            />
            <Select
              aria-label={`Status of step ${index + 1}`}
              value={step.status}
              onChange={event => change(step.key, { status: event.target.value as PlanStatus })}
              className="min-w-28 flex-1"
            >
              {Object.entries(planStatusWords).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </Select>
            <IconButton
              label={`Move step ${index + 1} up`}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            >
              <ArrowUp size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
            <IconButton
              label={`Move step ${index + 1} down`}
              disabled={index === drafts.length - 1}
              onClick={() => move(index, 1)}
            >
              <ArrowDown size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
            <IconButton
              label={`Remove step ${index + 1}`}
              onClick={() => setDrafts(current => current.filter(({ key }) => key !== step.key))}
            >
              <Trash2 size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button variant="ghost" size="small" onClick={add} disabled={drafts.length >= 50}>
          <Plus size={14} strokeWidth={1.5} aria-hidden />
          Add a step
        </Button>
        <span className="ml-auto flex gap-2">
          <Button size="small" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" size="small" variant="primary" disabled={isPending || named.length === 0}>
            {submitLabel}
          </Button>
        </span>
      </div>
    </form>
  )
}
