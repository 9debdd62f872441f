'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { placeTask } from '../../lib/tasks/live'
import { fillTemplate } from '../../lib/templates/fill'
import { assignFromTemplate } from '../../lib/templates/queries'
import type { Template } from '../../lib/templates/schema'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { useToast } from '../ui/toast'
import { DialogForm } from './dialog-form'
import { TemplateFacts } from './template-facts'
import { TemplateInputs } from './template-inputs'
import type { useAttachments } from './use-attachments'

interface TemplateDialogProps {
  title: string
  /** To choose from; the first one is chosen. */
  templates: readonly Template[]
  /** What is attached in the composer goes along. */
  files?: Pick<ReturnType<typeof useAttachments>, 'attachments' | 'clear'>
  onClose: () => void
}

/** Starts a task from a template, with values for its inputs. */
export function TemplateDialog({ title, templates, files, onClose }: TemplateDialogProps) {
  const [id, setId] = useState(templates[0]?.id ?? '')
  const [values, setValues] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const chosen = templates.find(template => template.id === id)
  const filled = chosen ? fillTemplate(chosen, values) : null
  const problems = tried && filled && !filled.ok ? filled.problems : []
  const start = useStart(id, values, files, onClose)
  function choose(next: string) {
    setId(next)
    setValues({})
    setTried(false)
  }
  return (
    <Dialog open onClose={onClose} title={title}>
      <DialogForm
        send="Start task"
        disabled={false}
        busy={start.isPending}
        error={start.error}
        onSend={() => {
          setTried(true)
          if (filled?.ok) start.mutate()
        }}
        onClose={onClose}
      >
        <Field label="Template" hint={chosen ? <Facts template={chosen} /> : undefined}>
          {control => (
            <Select {...control} value={id} onChange={event => choose(event.target.value)}>
              {templates.map(template => (
                <option key={template.id} value={template.id}>
                  {template.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <TemplateInputs
          inputs={chosen?.inputs ?? []}
          values={values}
          onChange={setValues}
          errors={Object.fromEntries(problems.map(problem => [problem.input, problem.message]))}
        />
      </DialogForm>
    </Dialog>
  )
}

function Facts({ template }: { template: Template }) {
  return (
    <>
      {template.description ? <span className="block">{template.description}</span> : null}
      <TemplateFacts template={template} />
    </>
  )
}

function useStart(
  id: string,
  values: Record<string, string>,
  files: TemplateDialogProps['files'],
  onClose: () => void,
) {
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  return useMutation({
    mutationFn: () => {
      const sent = files?.attachments.flatMap(({ path, hash }) => (hash ? [{ path, hash }] : [])) ?? []
      return assignFromTemplate(id, { inputs: values, files: sent })
    },
    onSuccess: ({ task, run }) => {
      placeTask(client, { ...task, run: run ?? task.run })
      files?.clear()
      onClose()
      toast({
        text: 'Task started.',
        action: { label: 'Open', onAction: () => router.push(`/tasks/${task.id}`) },
      })
    },
  })
}
