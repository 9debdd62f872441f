'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { isQuiet, plainLine } from '../../lib/runs/words'
import { taskListQuery } from '../../lib/tasks/queries'
import type { Task } from '../../lib/tasks/schema'
import { StatusIcon } from '../common/status-icon'
import { useNow } from '../common/use-now'
import { classNames } from '../ui/class-names'

/** What runs right now, with its last line. */
export function LiveRuns() {
  const { data } = useQuery({ ...taskListQuery(), select: list => list.tasks.filter(isLive) })
  const now = useNow(5000, (data?.length ?? 0) > 0)
  const pathname = usePathname()
  if (!data || data.length === 0) return <div className="flex-1" />
  return (
    <section aria-label="Running now" className="scroll-quiet mt-4 min-h-0 flex-1 overflow-y-auto px-2">
      <h2 className="tabular px-2 pb-1 font-medium text-faint text-meta">Running {data.length}</h2>
      <ul>
        {data.map(task => (
          <LiveRun key={task.id} task={task} now={now} here={pathname === `/tasks/${task.id}`} />
        ))}
      </ul>
    </section>
  )
}

function isLive(task: Task): boolean {
  return task.run?.status === 'running' || task.run?.status === 'queued'
}

function LiveRun({ task, now, here }: { task: Task; now: number; here: boolean }) {
  const { run } = task
  if (!run) return null
  return (
    <li>
      <Link
        href={`/tasks/${task.id}`}
        className={classNames(
          'flex gap-2 rounded-control px-2 py-1 transition-colors duration-150',
          here ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        <span className="pt-[3px]">
          <StatusIcon status={run.status} waitingFor={run.waitingFor} quiet={isQuiet(run, now)} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate">{task.title}</span>
          <span className="block truncate text-meta text-muted">
            {run.activity ? plainLine(run.activity) : 'Waiting for a worker'}
          </span>
        </span>
      </Link>
    </li>
  )
}
