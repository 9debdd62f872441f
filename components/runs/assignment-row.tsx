'use client'

import { FileText, ListChecks } from 'lucide-react'
import { useState } from 'react'
import { checkName } from '../../lib/checks/words'
import type { RunState } from '../../lib/runs/run-state'
import { formatBytes } from '../../lib/shared/format'
import { TimeAgo } from '../common/time-ago'
import { classNames } from '../ui/class-names'
import { useRun } from './run-context'

/** The work as it was given: who, when, in which words, with which files. */
export function AssignmentRow({ state }: { state: RunState }) {
  const { openFile } = useRun()
  const { instructions, files, actor, at } = state.created
  const long = instructions.length > 900 || instructions.split('\n').length > 10
  const [open, setOpen] = useState(false)
  return (
    <section
      aria-label="Assignment"
      className="mt-5 mb-3 ml-8 max-w-[76ch] rounded-panel bg-sunken px-3.5 py-3"
    >
      <p className="flex gap-1.5 text-meta text-muted">
        <span className="font-medium text-ink">{actor.name}</span>
        <TimeAgo at={at} className="tabular" />
      </p>
      <p
        className={classNames(
          'mt-1 whitespace-pre-wrap break-words text-read',
          long && !open && 'line-clamp-8',
        )}
      >
        {instructions}
      </p>
      {long ? (
        <button
          type="button"
          onClick={() => setOpen(!open)}
          className="mt-1 text-meta text-muted hover:text-ink"
        >
          {open ? 'Show less' : 'Show all'}
        </button>
      ) : null}
      <AssignedChecks state={state} />
      {files.length > 0 ? (
        <ul aria-label="Attached files" className="mt-2 flex flex-wrap gap-1.5">
          {files.map(file => (
            <li key={file.path}>
              <button
                type="button"
                onClick={() => openFile(file.path)}
                className="flex h-7 items-center gap-1.5 rounded-control border bg-raised px-2 text-meta hover:border-strong"
              >
                <FileText size={14} strokeWidth={1.5} aria-hidden className="text-muted" />
                {file.path}
                <span className="tabular text-faint">{formatBytes(file.size)}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

/** What must hold before the work counts as done. */
function AssignedChecks({ state }: { state: RunState }) {
  const { checks = [] } = state.created.recipe
  if (checks.length === 0) return null
  return (
    <ul aria-label="Checks of this task" className="mt-2 flex flex-col gap-0.5 text-meta text-muted">
      {checks.map(check => (
        <li key={checkName(check)} className="flex gap-1.5">
          <ListChecks size={14} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0" />
          <span className="min-w-0 break-words">
            {checkName(check)}
            {check.required ? '' : ' (not required)'}
          </span>
        </li>
      ))}
    </ul>
  )
}
