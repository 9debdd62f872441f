'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { modelChoicesQuery } from '../../lib/tasks/choices'
import { AttachButton } from '../common/attach-button'
import { AttachmentList } from '../common/attachment-list'
import type { useAttachments } from '../common/use-attachments'
import { useBudgetUnit } from '../common/use-budget-unit'
import { readChoices } from '../common/work-choices'
import { WorkSentence } from '../common/work-sentence'
import { Button } from '../ui/button'
import { classNames } from '../ui/class-names'
import type { useTaskDraft } from './task-draft'
import { useCreateTask } from './use-create-task'

const ForecastLine = dynamic(() => import('./forecast-line').then(module => module.ForecastLine), {
  ssr: false,
})
const UseTemplate = dynamic(() => import('./use-template').then(module => module.UseTemplate), { ssr: false })

interface TaskComposerProps {
  form: ReturnType<typeof useTaskDraft>
  files: ReturnType<typeof useAttachments>
  /** Changes whenever the field should take the focus. */
  focusKey: string | null
}

/** Hands out work: the words, then a sentence with everything that may be left as it is. */
export function TaskComposer({ form, files, focusKey }: TaskComposerProps) {
  const { draft, change } = form
  const field = useRef<HTMLTextAreaElement>(null)
  const unit = useBudgetUnit(draft)
  const create = useCreateTask(form, files, unit)
  const [over, setOver] = useState(false)
  useEffect(() => {
    if (focusKey) field.current?.focus()
  }, [focusKey])
  const read = readChoices(draft, unit)
  const sending = files.attachments.some(each => !each.hash && !each.problem)
  const wrong = 'problem' in read ? read.problem : null
  const problem = create.problem ?? wrong
  function key(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    create.send()
  }
  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      files.add(event.dataTransfer.files)
    },
  }
  return (
    <section
      aria-label="New task"
      {...drop}
      className={classNames(
        'relative rounded-panel border bg-raised transition-colors duration-150 focus-within:border-strong',
        over && 'border-accent',
      )}
    >
      <textarea
        ref={field}
        aria-label="What should be done"
        placeholder="What should be done? Say what you need and how you will know that it is right."
        value={draft.instructions}
        onChange={event => change({ instructions: event.target.value })}
        onKeyDown={key}
        rows={1}
        className="field-sizing-content block max-h-72 min-h-11 w-full resize-none rounded-panel bg-transparent px-3.5 pt-3 pb-1 text-read outline-none max-md:text-lead"
      />
      <AttachmentList attachments={files.attachments} onRemove={files.remove} />
      {problem ? (
        <p role="alert" className="px-3.5 pb-1 text-failed">
          {problem}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 py-2 pr-2 pl-3.5">
        <WorkSentence choices={draft} unit={unit} onChange={change} />
        <span className="ml-auto flex items-center gap-1.5">
          <UseTemplate files={files} />
          <AttachButton onFiles={files.add} />
          <Button
            variant="primary"
            onClick={create.send}
            disabled={sending || draft.instructions.trim() === '' || wrong !== null}
          >
            Start task
            <span className="hidden opacity-80 lg:inline">⌘⏎</span>
          </Button>
        </span>
      </div>
      {draft.instructions.trim() === '' ? null : <ForecastLine draft={draft} onChange={change} />}
      <NoModelNotice />
      {over ? <DropHint /> : null}
    </section>
  )
}

function DropHint() {
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center rounded-panel bg-raised text-muted">
      Drop files to send them with the task
    </div>
  )
}

/** Said before anything is sent: without a model the task is kept, and nothing is played. */
function NoModelNotice() {
  const { data } = useQuery(modelChoicesQuery())
  if (!data || data.models.some(model => !model.scripted)) return null
  return (
    <p className="border-t px-3.5 py-2 text-muted">
      No model is connected yet. A task you write is kept and starts by itself once you{' '}
      <Link href="/settings" className="font-medium text-accent-text underline underline-offset-2">
        connect a model
      </Link>
      .
    </p>
  )
}
