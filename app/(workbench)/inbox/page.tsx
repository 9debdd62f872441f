import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { listInbox } from '../../../lib/inbox/list-inbox'
import { inboxQuery } from '../../../lib/inbox/queries'
import { inboxList } from '../../../lib/inbox/schema'
import { readPageRun } from '../../../lib/runs/repository'
import { answer, prefetch, runAnswer } from '../prefetch'
import { InboxPage } from './inbox-page'

export const metadata: Metadata = { title: 'Inbox' }

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ task?: string | string[] }>
}) {
  const [actor, { task: chosen }] = await Promise.all([requirePageActor(), searchParams])
  const inbox = listInbox(actor)
  const open = inbox.then(({ items }) => {
    const item = items.find(({ task }) => task.id === chosen) ?? items[0]
    const runId = item?.asks[0]?.runId
    return runId === undefined ? undefined : readPageRun(actor, runId)
  })
  const state = await prefetch([answer(inboxQuery(), inboxList, inbox), runAnswer(actor, open)])
  return (
    <HydrationBoundary state={state}>
      <InboxPage />
    </HydrationBoundary>
  )
}
