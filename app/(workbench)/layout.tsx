import { HydrationBoundary } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { WorkbenchShell } from '../../components/shell/workbench-shell'
import { requirePageActor } from '../../lib/accounts/page-actor'
import { meQuery } from '../../lib/accounts/queries'
import { readMe } from '../../lib/accounts/read-me'
import { me } from '../../lib/accounts/schema'
import { listInbox } from '../../lib/inbox/list-inbox'
import { inboxQuery } from '../../lib/inbox/queries'
import { inboxList } from '../../lib/inbox/schema'
import { switchListQuery } from '../../lib/switches/queries'
import { listSwitches } from '../../lib/switches/repository'
import { switchList } from '../../lib/switches/schema'
import { taskListQuery } from '../../lib/tasks/queries'
import { listTasks } from '../../lib/tasks/repository'
import { taskFilter, taskList } from '../../lib/tasks/schema'
import { answer, prefetch } from './prefetch'

export default async function WorkbenchLayout({ children }: { children: ReactNode }) {
  const actor = await requirePageActor()
  const state = await prefetch([
    answer(meQuery(), me, readMe(actor)),
    answer(inboxQuery(), inboxList, listInbox(actor)),
    answer(
      switchListQuery(),
      switchList,
      listSwitches(actor).then(switches => ({ switches })),
    ),
    answer(taskListQuery(), taskList, listTasks(actor, taskFilter.parse({}))),
  ])
  return (
    <HydrationBoundary state={state}>
      <WorkbenchShell>{children}</WorkbenchShell>
    </HydrationBoundary>
  )
}
