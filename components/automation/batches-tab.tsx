'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { batchListQuery } from '../../lib/batches/queries'
import type { Batch } from '../../lib/batches/schema'
import { TimeAgo } from '../common/time-ago'
import { useAllowed } from '../common/use-allowed'
import { BatchEditor } from './batch-editor'
import { BatchProgress, BatchState } from './batch-progress'
import { Item, ListFrame } from './list-frame'

/** One task over many rows. */
export function BatchesTab() {
  const query = useQuery(batchListQuery())
  const mayWrite = useAllowed('batch:write')
  const [open, setOpen] = useState(false)
  return (
    <>
      <ListFrame
        query={query}
        noun="batches"
        newLabel="New batch"
        empty={{
          title: 'No batch yet',
          words: 'A batch runs a template once for each row of a table, so many at once, within one budget.',
        }}
        onNew={mayWrite ? () => setOpen(true) : undefined}
        rows={({ batches }) => batches.map(batch => <BatchItem key={batch.id} batch={batch} />)}
      />
      {open ? <BatchEditor onClose={() => setOpen(false)} /> : null}
    </>
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
