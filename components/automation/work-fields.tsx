'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { WorkToStart } from '../../lib/starts/schema'
import { templateListQuery } from '../../lib/templates/queries'
import type { Template } from '../../lib/templates/schema'
import { TemplateInputs } from '../common/template-inputs'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { Textarea } from '../ui/textarea'

export interface WorkDraft {
  /** Empty: the instructions below. */
  template: string
  inputs: Record<string, string>
  instructions: string
}

interface WorkFieldsProps {
  draft: WorkDraft
  change: (part: Partial<WorkDraft>) => void
}

/** What a person is choosing to have started. */
export function useWorkDraft(work: WorkToStart | undefined): WorkFieldsProps {
  const [draft, setDraft] = useState<WorkDraft>(() => ({
    template: work && 'template' in work ? work.template : '',
    inputs: work && 'template' in work ? textsOf(work.inputs) : {},
    instructions: work && 'instructions' in work ? work.instructions : '',
  }))
  return { draft, change: part => setDraft(current => ({ ...current, ...part })) }
}

function textsOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')]))
}

export function readWork({ template, inputs, instructions }: WorkDraft): WorkToStart {
  return template ? { template, inputs } : { instructions: instructions.trim() }
}

/** A template with its values, or plain instructions. */
export function WorkFields({ draft, change }: WorkFieldsProps) {
  const { data } = useQuery(templateListQuery())
  const chosen = data?.templates.find(template => template.id === draft.template)
  return (
    <>
      <TemplateField
        templates={data?.templates ?? []}
        value={draft.template}
        none="Plain instructions"
        onChange={template => change({ template, inputs: {} })}
      />
      {chosen ? (
        <TemplateInputs
          inputs={chosen.inputs}
          values={draft.inputs}
          onChange={inputs => change({ inputs })}
        />
      ) : (
        <Field label="Instructions">
          {control => (
            <Textarea
              {...control}
              className="max-h-48 min-h-20"
              value={draft.instructions}
              onChange={event => change({ instructions: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}

interface TemplateFieldProps {
  templates: readonly Template[]
  value: string
  /** What no template means. */
  none: string
  onChange: (id: string) => void
}

export function TemplateField({ templates, value, none, onChange }: TemplateFieldProps) {
  return (
    <Field label="Template">
      {control => (
        <Select {...control} value={value} onChange={event => onChange(event.target.value)}>
          <option value="">{none}</option>
          {templates.map(template => (
            <option key={template.id} value={template.id}>
              {template.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
