'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { LayoutTemplate } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { placeTask } from '../../lib/tasks/live'
import { fillTemplate } from '../../lib/templates/fill'
import { assignFromTemplate, templateListQuery } from '../../lib/templates/queries'
import type { Template } from '../../lib/templates/schema'
import { FormProblem } from '../common/form-problem'
import { TemplateInputs } from '../common/template-inputs'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { Select } from '../ui/select'
import { useToast } from '../ui/toast'
import type { useAttachments } from './use-attachments'

interface UseTemplateProps {
  /** What is attached in the composer goes along. */
  files: ReturnType<typeof useAttachments>
}

/** Starts a task from a template, beside the composer's own words. */
export function UseTemplate({ files }: UseTemplateProps) {
  const [open, setOpen] = useState(false)
  const { data } = useQuery(templateListQuery())
  if (!data || data.templates.length === 0) return null
  return (
    <>
      <IconButton label="Use a template" onClick={() => setOpen(true)}>
        <LayoutTemplate size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {open ? (
        <TemplateDialog templates={data.templates} files={files} onClose={() => setOpen(false)} />
      ) : null}
    </>
  )
}

interface TemplateDialogProps extends UseTemplateProps {
  templates: readonly Template[]
  onClose: () => void
}

function TemplateDialog({ templates, files, onClose }: TemplateDialogProps) {
  const [id, setId] = useState(templates[0]?.id ?? '')
  const [values, setValues] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const chosen = templates.find(template => template.id === id)
  const filled = chosen ? fillTemplate(chosen, values) : null
  const problems = tried && filled && !filled.ok ? filled.problems : []
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  const start = useMutation({
    mutationFn: () => {
      const sent = files.attachments.flatMap(({ path, hash }) => (hash ? [{ path, hash }] : []))
      return assignFromTemplate(id, { inputs: values, files: sent })
    },
    onSuccess: ({ task, run }) => {
      placeTask(client, { ...task, run: run ?? task.run })
      files.clear()
      onClose()
      toast({
        text: 'Task started.',
        action: { label: 'Open', onAction: () => router.push(`/tasks/${task.id}`) },
      })
    },
  })
  return (
    <Dialog open onClose={onClose} title="Use a template">
      <form
        noValidate
        className="scroll-quiet flex max-h-[75vh] flex-col gap-4 overflow-y-auto p-4"
        onSubmit={event => {
          event.preventDefault()
          setTried(true)
          if (filled?.ok) start.mutate()
        }}
      >
        <Field label="Template" hint={chosen?.description || undefined}>
          {control => (
            <Select
              {...control}
              value={id}
              onChange={event => {
                setId(event.target.value)
                setValues({})
                setTried(false)
              }}
            >
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
        <FormProblem error={start.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={start.isPending}>
            Start task
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
