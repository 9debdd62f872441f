'use client'

import { Hourglass } from 'lucide-react'
import Link from 'next/link'
import { formatPlural, formatTime } from '../../lib/shared/format'
import type { Task } from '../../lib/tasks/schema'

/** On a card: how many tasks hold this one, or why it did not start. */
export function BlockedNote({ task }: { task: Task }) {
  const holding = task.blockedBy.filter(each => !each.met)
  if (task.startProblem) return <p className="mt-1 pl-5.5 text-failed text-meta">{task.startProblem}</p>
  if (holding.length === 0 && task.notBefore === null) return null
  const then = task.notBefore === null ? '' : `Starts ${formatTime(task.notBefore)}`
  return (
    <p className="mt-1 flex items-center gap-1 pl-5.5 text-meta text-muted">
      <Hourglass size={12} strokeWidth={1.5} aria-hidden />
      {holding.length === 0 ? then : `Waits for ${formatPlural(holding.length, 'task')}`}
    </p>
  )
}

/** On the task's page: each of them, and what happens then. */
export function BlockerList({ task }: { task: Task }) {
  if (task.blockedBy.length === 0) return null
  return (
    <section aria-label="Waits for" className="mx-auto mb-4 max-w-[76ch] rounded-panel border bg-raised p-3">
      <h2 className="font-medium text-body">Waits for</h2>
      <ul className="mt-1 flex flex-col gap-1">
        {task.blockedBy.map(each => (
          <li key={each.taskId} className="flex flex-wrap gap-x-2">
            <Link href={`/tasks/${each.taskId}`} className="underline underline-offset-2">
              {each.title}
            </Link>
            <span className="text-muted">
              {each.met ? 'met' : each.until === 'done' ? 'until it is done' : 'until a run succeeded'}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-meta text-muted">
        {task.startsWhenFree ? 'It starts by itself then.' : 'Start it by hand then.'}
      </p>
      {task.startProblem ? (
        <p role="alert" className="text-failed">
          {task.startProblem}
        </p>
      ) : null}
    </section>
  )
}
