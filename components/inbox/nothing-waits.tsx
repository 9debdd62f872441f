'use client'

import { useQuery } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import Link from 'next/link'
import { taskListQuery } from '../../lib/tasks/queries'
import { buttonClass } from '../ui/button'
import { EmptyState } from '../ui/empty-state'

/** An empty inbox says what is going on without anybody, and what will come here. */
export function NothingWaits() {
  const { data } = useQuery(taskListQuery())
  const running = data?.tasks.filter(task => task.run?.status === 'running').length ?? 0
  return (
    <EmptyState
      icon={<Inbox size={24} strokeWidth={1.5} aria-hidden />}
      title="Nothing waits for you"
      actions={
        <Link href="/tasks" className={buttonClass()}>
          Go to the tasks
        </Link>
      }
    >
      <p className="tabular">
        {running > 0
          ? `${running} ${running === 1 ? 'run is' : 'runs are'} at work. Questions and results come here.`
          : 'Questions of agents, results to look at and failures come here.'}
      </p>
    </EmptyState>
  )
}
