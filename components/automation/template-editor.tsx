'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { agentListQuery } from '../../lib/agents/queries'
import { placeholdersOf } from '../../lib/templates/fill'
import { createTemplate, templateListQuery, updateTemplate } from '../../lib/templates/queries'
import { type InputType, inputType, type Template, type TemplateInput } from '../../lib/templates/schema'
import { FormProblem } from '../common/form-problem'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { Textarea } from '../ui/textarea'

interface TemplateEditorProps {
  /** Null for a new one. */
  template: Template | null
  onClose: () => void
}

/** The words of a template; its inputs appear as they are written in braces. */
export function TemplateEditor({ template, onClose }: TemplateEditorProps) {
  const [name, setName] = useState(template?.name ?? '')
  const [title, setTitle] = useState(template?.title ?? '')
  const [instructions, setInstructions] = useState(template?.instructions ?? '')
  const [agent, setAgent] = useState(template?.agent ?? '')
  const [known, setKnown] = useState<readonly TemplateInput[]>(template?.inputs ?? [])
  const { data: agents } = useQuery(agentListQuery())
  const client = useQueryClient()
  const inputs = placeholdersOf(`${title}\n${instructions}`).map(
    each => known.find(input => input.name === each) ?? newInput(each),
  )
  const save = useMutation({
    mutationFn: async () => {
      const fields = { name: name.trim(), title, instructions, inputs, agent: agent || null }
      await (template ? updateTemplate(template.id, fields) : createTemplate(fields))
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: templateListQuery().queryKey })
      onClose()
    },
  })
  const place = (input: TemplateInput) => setKnown([...known.filter(each => each.name !== input.name), input])
  return (
    <Dialog
      open
      onClose={onClose}
      title={template ? 'Edit template' : 'New template'}
      className="w-[min(40rem,calc(100vw-2rem))]"
    >
      <form
        noValidate
        className="scroll-quiet flex max-h-[75vh] flex-col gap-4 overflow-y-auto p-4"
        onSubmit={event => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Field label="Name">
          {control => (
            <Input {...control} data-autofocus value={name} onChange={event => setName(event.target.value)} />
          )}
        </Field>
        <Field label="Title of its tasks (optional)">
          {control => <Input {...control} value={title} onChange={event => setTitle(event.target.value)} />}
        </Field>
        <Field label="Instructions" hint="Write {{city}} where a value should stand.">
          {control => (
            <Textarea
              {...control}
              className="max-h-60 min-h-24"
              value={instructions}
              onChange={event => setInstructions(event.target.value)}
            />
          )}
        </Field>
        <Field label="Agent">
          {control => (
            <Select {...control} value={agent} onChange={event => setAgent(event.target.value)}>
              <option value="">The default agent</option>
              {agents?.agents.map(each => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {inputs.map(input => (
          <InputFields key={input.name} input={input} onChange={place} />
        ))}
        <FormProblem error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={save.isPending || name.trim() === '' || instructions.trim() === ''}
          >
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function newInput(name: string): TemplateInput {
  return { name, type: 'text', required: true }
}

interface InputFieldsProps {
  input: TemplateInput
  onChange: (input: TemplateInput) => void
}

function InputFields({ input, onChange }: InputFieldsProps) {
  const [choices, setChoices] = useState((input.choices ?? []).join(', '))
  return (
    <fieldset className="grid grid-cols-2 gap-3 rounded-control border p-3 max-md:grid-cols-1">
      <legend className="px-1 font-medium font-mono text-meta">{input.name}</legend>
      <Field label="Type">
        {control => (
          <Select
            {...control}
            value={input.type}
            onChange={event => onChange({ ...input, type: event.target.value as InputType })}
          >
            {inputType.options.map(type => (
              <option key={type} value={type}>
                {type === 'file' ? 'file path' : type}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Default (optional)">
        {control => (
          <Input
            {...control}
            value={input.default ?? ''}
            onChange={event => onChange({ ...input, default: event.target.value })}
          />
        )}
      </Field>
      {input.type === 'choice' ? (
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
      ) : null}
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
