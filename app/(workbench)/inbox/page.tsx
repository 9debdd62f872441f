import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { taskListQuery } from '../../../lib/tasks/queries'
import { listTasks } from '../../../lib/tasks/repository'
import { waitsForPerson } from '../../../lib/tasks/rules'
import { taskFilter, taskList } from '../../../lib/tasks/schema'
import { answer, prefetch, runAnswer } from '../prefetch'
import { InboxPage } from './inbox-page'

export const metadata: Metadata = { title: 'Inbox' }

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ task?: string | string[] }>
}) {
  const [actor, { task: chosen }] = await Promise.all([requirePageActor(), searchParams])
  const list = listTasks(actor, taskFilter.parse({}))
  const open = list.then(({ tasks }) => {
    const waiting = tasks.filter(waitsForPerson)
    return (waiting.find(task => task.id === chosen) ?? waiting[0])?.run
  })
  const state = await prefetch([answer(taskListQuery(), taskList, list), runAnswer(actor, open)])
  return (
    <HydrationBoundary state={state}>
      <InboxPage />
    </HydrationBoundary>
  )
}
