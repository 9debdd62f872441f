'use client'

import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { checkName } from '../../lib/checks/words'
import { formatTime } from '../../lib/shared/format'
import type { Task } from '../../lib/tasks/schema'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { BlockerList } from './blocked-by'
import { useTaskActions } from './use-task-actions'

/** A task that nobody has started: its words, and the way to start it. */
export function NotStarted({ task, title, menu }: { task: Task; title: ReactNode; menu: ReactNode }) {
  const { retry, retrying } = useTaskActions(task)
  const mayStart = useAllowed('task:write')
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-2 border-b px-5 max-md:px-3">
        <div className="min-w-0 flex-1">{title}</div>
        {mayStart ? (
          <Button variant="primary" size="small" disabled={retrying} onClick={retry}>
            <Play size={14} strokeWidth={1.5} aria-hidden />
            Start
          </Button>
        ) : null}
        {menu}
      </header>
      <div className="scroll-quiet flex-1 overflow-y-auto px-5 py-5 max-md:px-3">
        <BlockerList task={task} />
        {task.notBefore && !task.startProblem ? (
          <p role="status" className="mx-auto mb-4 max-w-[76ch] text-muted">
            Starts by itself {formatTime(task.notBefore)}.
          </p>
        ) : null}
        <p className="mx-auto max-w-[76ch] whitespace-pre-wrap break-words text-read">{task.instructions}</p>
        {task.checks.length > 0 ? (
          <ul aria-label="Checks" className="mx-auto mt-3 max-w-[76ch] list-disc pl-5 text-muted">
            {task.checks.map(check => (
              <li key={checkName(check)}>{checkName(check)}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </>
  )
}
