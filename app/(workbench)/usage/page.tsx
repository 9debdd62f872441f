import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { UsageView } from '../../../components/usage/usage-view'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { usageBreakdown, usageFilter } from '../../../lib/usage/breakdown'
import { usageQuery } from '../../../lib/usage/queries'
import { readUsage } from '../../../lib/usage/repository'
import { type UsageQuestion, usageQuestion } from '../../../lib/usage/rules'
import { answer, prefetch } from '../prefetch'

export const metadata: Metadata = { title: 'Usage' }

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ searchParams }: PageProps) {
  const actor = await requirePageActor()
  const shown = usageQuestion(await searchParams)
  const read = (question: UsageQuestion) => {
    const filter = usageFilter.safeParse(question)
    // What the address says may be no filter at all: the page asks then, and shows what the API answers.
    return filter.success ? [answer(usageQuery(question), usageBreakdown, readUsage(actor, filter.data))] : []
  }
  const byDay: UsageQuestion = { ...shown, by: 'day' }
  const state = await prefetch([...read(shown), ...(shown.by === 'day' ? [] : read(byDay))])
  return (
    <HydrationBoundary state={state}>
      <UsageView />
    </HydrationBoundary>
  )
}
