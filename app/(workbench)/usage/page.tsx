import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { UsageView } from '../../../components/usage/usage-view'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { usageBreakdown, usageFilter } from '../../../lib/usage/breakdown'
import { usageQuery } from '../../../lib/usage/queries'
import { readUsage } from '../../../lib/usage/repository'
import { answer, prefetch } from '../prefetch'

export const metadata: Metadata = { title: 'Usage' }

export default async function Page() {
  const actor = await requirePageActor()
  const filter = usageFilter.parse({})
  const state = await prefetch([answer(usageQuery(filter.by), usageBreakdown, readUsage(actor, filter))])
  return (
    <HydrationBoundary state={state}>
      <UsageView />
    </HydrationBoundary>
  )
}
