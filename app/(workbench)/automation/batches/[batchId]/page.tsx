import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { BatchView } from '../../../../../components/automation/batch-view'
import { requirePageActor } from '../../../../../lib/accounts/page-actor'
import { batchQuery } from '../../../../../lib/batches/queries'
import { readBatch } from '../../../../../lib/batches/repository'
import { batchDetail } from '../../../../../lib/batches/schema'
import { answer, prefetch } from '../../../prefetch'

export const metadata: Metadata = { title: 'Batch' }

export default async function Page({ params }: { params: Promise<{ batchId: string }> }) {
  const [actor, { batchId }] = await Promise.all([requirePageActor(), params])
  const state = await prefetch([answer(batchQuery(batchId), batchDetail, readBatch(actor, batchId))])
  return (
    <HydrationBoundary state={state}>
      <BatchView batchId={batchId} />
    </HydrationBoundary>
  )
}
