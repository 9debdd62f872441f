'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { WorkToStart } from '../../lib/starts/schema'
import { templateListQuery } from '../../lib/templates/queries'
import type { Template } from '../../lib/templates/schema'
import { TemplateFacts } from '../common/template-facts'
import { TemplateInputs } from '../common/template-inputs'
import { useBudgetUnit } from '../common/use-budget-unit'
import {
  type BudgetUnit,
  choicesOf,
  emptyChoices,
  onlyChosen,
  readChoices,
  type WorkChoices,
} from '../common/work-choices'
import { WorkSentence } from '../common/work-sentence'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { Textarea } from '../ui/textarea'

interface WorkDraft {
  /** Empty: the instructions below. */
  template: string
  inputs: Record<string, string>
  instructions: string
  choices: WorkChoices
}

interface WorkFieldsProps {
  draft: WorkDraft
  unit: BudgetUnit
  change: (part: Partial<WorkDraft>) => void
}

/** What a person is choosing to have started. */
export function useWorkDraft(work: WorkToStart | undefined): WorkFieldsProps {
  const [draft, setDraft] = useState<WorkDraft>(() => draftOf(work))
  const unit = useBudgetUnit(draft.choices)
  return { draft, unit, change: part => setDraft(current => ({ ...current, ...part })) }
}

function draftOf(work: WorkToStart | undefined): WorkDraft {
  const empty = { template: '', inputs: {}, instructions: '', choices: emptyChoices }
  if (!work) return empty
  if ('template' in work) return { ...empty, template: work.template, inputs: textsOf(work.inputs) }
  return { ...empty, instructions: work.instructions, choices: choicesOf(work) }
}

function textsOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')]))
}

/** What the draft means. Throws with words for the form. */
export function readWork({ draft, unit }: WorkFieldsProps): WorkToStart {
  const { template, inputs, choices } = draft
  if (template) return { template, inputs }
  const instructions = draft.instructions.trim()
  if (instructions === '') throw new Error('Choose a template, or write what should be done.')
  const read = readChoices(choices, unit)
  if ('problem' in read) throw new Error(read.problem)
  return { instructions, ...onlyChosen(read.value) }
}

/** A template with its values, or plain instructions and how to work on them. */
export function WorkFields({ draft, unit, change }: WorkFieldsProps) {
  const { data } = useQuery(templateListQuery())
  const chosen = data?.templates.find(template => template.id === draft.template)
  return (
    <>
      <TemplateField
        templates={data?.templates}
        value={draft.template}
        none="None, written here"
        onChange={template => change({ template, inputs: {} })}
      />
      {chosen ? (
        <TemplateInputs
          inputs={chosen.inputs}
          values={draft.inputs}
          onChange={inputs => change({ inputs })}
        />
      ) : (
        <>
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
          <section aria-label="How it is worked on" className="rounded-control border px-3 py-1.5">
            <WorkSentence
              choices={draft.choices}
              unit={unit}
              onChange={part => change({ choices: { ...draft.choices, ...part } })}
            />
          </section>
        </>
      )}
    </>
  )
}

interface TemplateFieldProps {
  /** Undefined until they are known. */
  templates: readonly Template[] | undefined
  value: string
  /** What no template means. */
  none: string
  onChange: (id: string) => void
}

/** Chooses a template, and says what it brings. */
export function TemplateField({ templates, value, none, onChange }: TemplateFieldProps) {
  const chosen = templates?.find(template => template.id === value)
  const isGone = value !== '' && templates !== undefined && !chosen
  return (
    <Field
      label="Template"
      hint={
        chosen ? (
          <TemplateFacts template={chosen} />
        ) : templates?.length === 0 ? (
          'There is none yet: make one under Templates.'
        ) : undefined
      }
      error={isGone ? 'The template is gone. Choose another one.' : undefined}
    >
      {control => (
        <Select {...control} value={value} onChange={event => onChange(event.target.value)}>
          <option value="">{none}</option>
          {isGone ? <option value={value}>Gone</option> : null}
          {templates?.map(template => (
            <option key={template.id} value={template.id}>
              {template.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
