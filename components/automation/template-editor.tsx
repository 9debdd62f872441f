'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { placeholdersOf } from '../../lib/templates/fill'
import { createTemplate, templateListQuery, updateTemplate } from '../../lib/templates/queries'
import type { Template, TemplateInput } from '../../lib/templates/schema'
import { AttachButton } from '../common/attach-button'
import { AttachmentList } from '../common/attachment-list'
import { DialogForm } from '../common/dialog-form'
import { useAttachments } from '../common/use-attachments'
import { useBudgetUnit } from '../common/use-budget-unit'
import { choicesOf, emptyChoices, readChoices } from '../common/work-choices'
import { WorkSentence } from '../common/work-sentence'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Textarea } from '../ui/textarea'
import { InputFields } from './input-fields'

interface TemplateEditorProps {
  /** Null for a new one. */
  template: Template | null
  onClose: () => void
}

const none = { name: '', description: '', title: '', instructions: '' }

/** The words of a template and how its tasks are worked on; its inputs appear as they are written in braces. */
export function TemplateEditor({ template, onClose }: TemplateEditorProps) {
  const { words, change, inputs, place } = useTemplateWords(template)
  const [choices, setChoices] = useState(() => (template ? choicesOf(template) : emptyChoices))
  const files = useAttachments(template?.files)
  const unit = useBudgetUnit(choices)
  const read = readChoices(choices, unit)
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: async () => {
      if ('problem' in read) throw new Error(read.problem)
      const sent = files.attachments.flatMap(({ path, hash, size, mediaType }) =>
        hash ? [{ path, hash, size, ...(mediaType ? { mediaType } : {}) }] : [],
      )
      const fields = { ...words, name: words.name.trim(), inputs, files: sent, ...read.value }
      await (template ? updateTemplate(template.id, fields) : createTemplate(fields))
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: templateListQuery().queryKey })
      onClose()
    },
  })
  const isSending = files.attachments.some(each => !each.hash && !each.problem)
  const isEmpty = words.name.trim() === '' || words.instructions.trim() === ''
  return (
    <Dialog
      open
      onClose={onClose}
      title={template ? 'Edit template' : 'New template'}
      className="w-[min(44rem,calc(100vw-2rem))]"
    >
      <DialogForm
        send="Save"
        disabled={isSending || isEmpty || 'problem' in read}
        busy={save.isPending}
        problem={'problem' in read ? read.problem : null}
        error={save.error}
        onSend={() => save.mutate()}
        onClose={onClose}
      >
        <TemplateWords words={words} change={change} />
        <section aria-label="How its tasks are worked on" className="rounded-control border px-3 py-1.5">
          <WorkSentence
            choices={choices}
            unit={unit}
            onChange={part => setChoices(current => ({ ...current, ...part }))}
          />
          <div className="-mx-3.5 flex flex-wrap items-center gap-x-2">
            <AttachmentList attachments={files.attachments} onRemove={files.remove} />
          </div>
          <p className="-ml-1.5 flex items-center gap-1 text-muted">
            <AttachButton onFiles={files.add} />
            {files.attachments.length === 0 ? 'No files go along' : 'These files go along'}
          </p>
        </section>
        {inputs.map(input => (
          <InputFields key={input.name} input={input} onChange={place} />
        ))}
      </DialogForm>
    </Dialog>
  )
}

type Words = typeof none

/** The words as they are written, and the inputs that they name. */
function useTemplateWords(template: Template | null) {
  const [words, setWords] = useState<Words>(() => {
    const { name, description, title, instructions } = template ?? none
    return { name, description, title, instructions }
  })
  const [known, setKnown] = useState<readonly TemplateInput[]>(template?.inputs ?? [])
  const inputs = placeholdersOf(`${words.title}\n${words.instructions}`).map(
    name => known.find(input => input.name === name) ?? { name, type: 'text' as const, required: true },
  )
  return {
    words,
    inputs,
    change: (part: Partial<Words>) => setWords(current => ({ ...current, ...part })),
    place: (input: TemplateInput) => setKnown([...known.filter(each => each.name !== input.name), input]),
  }
}

function TemplateWords({ words, change }: { words: Words; change: (part: Partial<Words>) => void }) {
  return (
    <>
      <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
        <Field label="Name">
          {control => (
            <Input
              {...control}
              data-autofocus
              maxLength={80}
              value={words.name}
              onChange={event => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Description (optional)">
          {control => (
            <Input
              {...control}
              maxLength={300}
              placeholder="One line, for people who choose it"
              value={words.description}
              onChange={event => change({ description: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Title of its tasks (optional)" hint="Left empty, the first line of the instructions.">
        {control => (
          <Input {...control} value={words.title} onChange={event => change({ title: event.target.value })} />
        )}
      </Field>
      <Field label="Instructions" hint="Write {{city}} where a value should stand: it becomes an input.">
        {control => (
          <Textarea
            {...control}
            className="max-h-60 min-h-24"
            value={words.instructions}
            onChange={event => change({ instructions: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}
