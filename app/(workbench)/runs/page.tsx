import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { RunsView } from '../../../components/runs/runs-view'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { runListQuery } from '../../../lib/runs/queries'
import { listRuns } from '../../../lib/runs/repository'
import { runList } from '../../../lib/runs/schema'
import { answer, prefetch } from '../prefetch'

export const metadata: Metadata = { title: 'Runs' }

export default async function Page() {
  const actor = await requirePageActor()
  // As the page asks without filters; with some it asks again.
  const filter = { limit: 200 }
  const state = await prefetch([answer(runListQuery(filter), runList, listRuns(actor, filter))])
  return (
    <HydrationBoundary state={state}>
      <RunsView />
    </HydrationBoundary>
  )
}
