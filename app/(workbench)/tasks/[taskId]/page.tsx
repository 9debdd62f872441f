import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { requirePageActor } from '../../../../lib/accounts/page-actor'
import { taskDetailQuery } from '../../../../lib/tasks/queries'
import { readTask } from '../../../../lib/tasks/repository'
import { taskDetail } from '../../../../lib/tasks/schema'
import { answer, prefetch, runAnswer } from '../../prefetch'
import { TaskPage } from './task-page'

export const metadata: Metadata = { title: 'Task' }

interface PageProps {
  params: Promise<{ taskId: string }>
  searchParams: Promise<{ run?: string | string[] }>
}

export default async function Page({ params, searchParams }: PageProps) {
  const [actor, { taskId }, { run }] = await Promise.all([requirePageActor(), params, searchParams])
  const task = readTask(actor, taskId)
  const chosen = task.then(({ runs }) =>
    typeof run === 'string' ? runs.find(each => each.id === run) : runs[0],
  )
  const state = await prefetch([answer(taskDetailQuery(taskId), taskDetail, task), runAnswer(actor, chosen)])
  return (
    <HydrationBoundary state={state}>
      <TaskPage taskId={taskId} runId={typeof run === 'string' ? run : null} />
    </HydrationBoundary>
  )
}
