'use client'

import { useQuery } from '@tanstack/react-query'
import { Rows3 } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { batchListQuery } from '../../lib/batches/queries'
import type { Batch } from '../../lib/batches/schema'
import { TimeAgo } from '../common/time-ago'
import { useAllowed } from '../common/use-allowed'
import { BatchProgress, BatchState } from './batch-progress'
import { Item, ListFrame } from './list-frame'

const BatchEditor = dynamic(() => import('./batch-editor').then(module => module.BatchEditor))

/** One task over many rows. */
export function BatchesTab() {
  const query = useQuery(batchListQuery())
  const mayWrite = useAllowed('batch:write')
  return (
    <ListFrame
      query={query}
      noun="batches"
      newLabel="New batch"
      empty={{
        icon: <Rows3 size={20} strokeWidth={1.5} aria-hidden />,
        title: 'No batch yet',
        words:
          'A batch starts a template once for each row of a table, some at a time and within one budget, and gathers the results in a table. It needs a template with inputs.',
      }}
      mayWrite={mayWrite}
      rows={({ batches }) => batches.map(batch => <BatchItem key={batch.id} batch={batch} />)}
      editor={(_, onClose) => <BatchEditor onClose={onClose} />}
    />
  )
}

function BatchItem({ batch }: { batch: Batch }) {
  return (
    <Item
      name={
        <Link href={`/automation/batches/${batch.id}`} className="underline-offset-2 hover:underline">
          {batch.name}
        </Link>
      }
      aside={<BatchState status={batch.status} />}
      actions={<TimeAgo at={batch.createdAt} className="text-meta text-muted" />}
    >
      <BatchProgress batch={batch} />
    </Item>
  )
}
