'use client'

import { type KeyboardEvent, useState } from 'react'
import type { Task } from '../../lib/tasks/schema'
import { useAllowed } from '../common/use-allowed'
import { useTaskActions } from './use-task-actions'

/** The title of a task, changed in its place: Enter keeps the change, Escape takes it back. */
export function EditableTitle({ task }: { task: Task }) {
  const { rename } = useTaskActions(task)
  const mayRename = useAllowed('task:write')
  const [text, setText] = useState<string | null>(null)
  function finish() {
    const title = text?.trim()
    setText(null)
    if (title && title !== task.title) rename(title)
  }
  function key(event: KeyboardEvent) {
    if (event.key === 'Enter') finish()
    if (event.key === 'Escape') setText(null)
  }
  if (!mayRename)
    return (
      <h1 title={task.title} className="min-w-0 truncate font-semibold text-read">
        {task.title}
      </h1>
    )
  if (text !== null)
    return (
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit this field
        autoFocus
        aria-label="Title"
        value={text}
        maxLength={200}
        onChange={event => setText(event.target.value)}
        onBlur={finish}
        onKeyDown={key}
        className="-ml-1.5 h-7 w-full rounded-sm bg-hover px-1.5 font-semibold text-read outline-none"
      />
    )
  return (
    <h1 className="min-w-0">
      <button
        type="button"
        title={task.title}
        onClick={() => setText(task.title)}
        className="-ml-1.5 block h-7 max-w-full truncate rounded-sm px-1.5 text-left font-semibold text-read transition-colors duration-150 hover:bg-hover"
      >
        {task.title}
        <span className="sr-only">, edit the title</span>
      </button>
    </h1>
  )
}
