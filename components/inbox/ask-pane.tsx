'use client'

import { Check } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { InboxItem } from '../../lib/inbox/schema'
import type { Task } from '../../lib/tasks/schema'
import { ScriptedBadge } from '../common/scripted-badge'
import { useAllowed } from '../common/use-allowed'
import { Button, buttonClass } from '../ui/button'

interface AskPaneProps {
  item: InboxItem
  onDone: (task: Task) => void
  children: ReactNode
}

/** What one task wants, with room to give it, and the way to the rest of the task. */
export function AskPane({ item: { task }, onDone, children }: AskPaneProps) {
  const mayWrite = useAllowed('task:write')
  return (
    <section
      aria-label={task.title}
      id="inbox-ask"
      className="scroll-quiet min-w-0 flex-1 overflow-y-auto px-6 py-5 max-md:px-4"
    >
      <div className="mx-auto max-w-180">
        <div className="mb-4 flex flex-wrap items-start gap-2">
          <h2 className="min-w-0 flex-1 break-words text-lead">{task.title}</h2>
          {task.scripted ? <ScriptedBadge /> : null}
          <Link href={`/tasks/${task.id}`} className={buttonClass('secondary', 'small')}>
            Open task
          </Link>
          {mayWrite ? (
            <Button size="small" onClick={() => onDone(task)}>
              <Check size={14} strokeWidth={1.5} aria-hidden />
              Mark as done
            </Button>
          ) : null}
        </div>
        {children}
      </div>
    </section>
  )
}
