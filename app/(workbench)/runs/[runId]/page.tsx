import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { requirePageActor } from '../../../../lib/accounts/page-actor'
import { AppError } from '../../../../lib/http/errors'
import { readPageRun } from '../../../../lib/runs/repository'
import { taskDetailQuery } from '../../../../lib/tasks/queries'
import { readTask } from '../../../../lib/tasks/repository'
import { taskDetail } from '../../../../lib/tasks/schema'
import { answer, prefetch, runAnswer } from '../../prefetch'
import { TaskPage } from '../../tasks/[taskId]/task-page'

export const metadata: Metadata = { title: 'Run' }

/** A run by its own address: the task's page with this attempt open. */
export default async function Page({ params }: { params: Promise<{ runId: string }> }) {
  const [actor, { runId }] = await Promise.all([requirePageActor(), params])
  const run = await readPageRun(actor, runId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    throw error
  })
  const task = readTask(actor, run.taskId)
  const state = await prefetch([
    answer(taskDetailQuery(run.taskId), taskDetail, task),
    runAnswer(actor, Promise.resolve(run)),
  ])
  return (
    <HydrationBoundary state={state}>
      <TaskPage taskId={run.taskId} runId={runId} />
    </HydrationBoundary>
  )
}
