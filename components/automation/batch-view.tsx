'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { batchQuery, commandBatch } from '../../lib/batches/queries'
import type { BatchDetail, BatchRow } from '../../lib/batches/schema'
import { apiBase } from '../../lib/http/client'
import type { RunStatus } from '../../lib/runs/events'
import { statusWords } from '../../lib/runs/words'
import { formatCount } from '../../lib/shared/format'
import { useMoney } from '../common/money'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Button, buttonClass } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { SkeletonRows } from '../ui/skeleton'
import { Cell, HeaderCell, Row, Table } from '../ui/table'
import { BatchLimits } from './batch-limits'
import { BatchProgress, BatchState, dollarWords } from './batch-progress'

/** A batch as a table: each row with its inputs, what came of it, and what it took. */
export function BatchView({ batchId }: { batchId: string }) {
  const query = useQuery(batchQuery(batchId))
  if (query.error && !query.data)
    return (
      <QueryError
        title="This batch could not be opened."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (!query.data) return <SkeletonRows rows={8} label="Loading the batch" />
  return <LoadedBatch batch={query.data} />
}

function LoadedBatch({ batch }: { batch: BatchDetail }) {
  return (
    <>
      <PageHeader title={batch.name} aside={<BatchState status={batch.status} />}>
        <BatchActions batch={batch} />
      </PageHeader>
      <div className="flex flex-col gap-2 border-b px-5 py-3 text-muted max-md:px-4">
        <BatchProgress batch={batch} />
        <BatchLimits batch={batch} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section aria-label="Results" tabIndex={0} className="scroll-quiet min-h-0 flex-1 overflow-auto">
        <Table>
          <thead>
            <tr>
              <HeaderCell className="pl-5 max-md:pl-4">Row</HeaderCell>
              {batch.columns.map(name => (
                <HeaderCell key={name}>{name}</HeaderCell>
              ))}
              <HeaderCell>Status</HeaderCell>
              <HeaderCell>Result</HeaderCell>
              <HeaderCell className="text-right">Tokens</HeaderCell>
              <HeaderCell className="text-right">Cost</HeaderCell>
              <HeaderCell className="pr-5">Task</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {batch.rows.map(row => (
              <ResultRow key={row.number} row={row} columns={batch.columns} />
            ))}
          </tbody>
        </Table>
      </section>
    </>
  )
}

const rowWords: Record<Exclude<BatchRow['status'], 'started'>, string> = {
  pending: 'Not yet started',
  refused: 'Could not start',
  withdrawn: 'Withdrawn',
}

/** As everywhere else a run is spoken of. */
function stateWords({ status, runStatus }: BatchRow): string {
  if (status !== 'started') return rowWords[status]
  return runStatus ? statusWords({ status: runStatus as RunStatus, waitingFor: null }) : 'Started'
}

function ResultRow({ row, columns }: { row: BatchRow; columns: readonly string[] }) {
  const money = useMoney()
  return (
    <Row>
      <Cell className="tabular pl-5 text-muted max-md:pl-4">{row.number}</Cell>
      {columns.map(name => (
        <Cell key={name} className="max-w-60 truncate">
          {String(row.values[name] ?? '')}
        </Cell>
      ))}
      <Cell className="whitespace-nowrap text-muted">{stateWords(row)}</Cell>
      <Cell className="min-w-48 max-w-md">
        <span className="line-clamp-3 break-words py-1">{row.result ?? row.problem ?? ''}</span>
      </Cell>
      <Cell className="tabular text-right text-muted">{row.tokens > 0 ? formatCount(row.tokens) : ''}</Cell>
      <Cell className="tabular whitespace-nowrap text-right text-muted">
        {row.tokens > 0 ? dollarWords(row, money) : ''}
      </Cell>
      <Cell className="pr-5">
        {row.taskId ? (
          <Link
            href={`/tasks/${row.taskId}`}
            aria-label={`Open the task of row ${row.number}`}
            className="underline underline-offset-2"
          >
            Open
          </Link>
        ) : null}
      </Cell>
    </Row>
  )
}

function BatchActions({ batch }: { batch: BatchDetail }) {
  const { id, counts, status } = batch
  const change = useChange(['batches'])
  const mayWrite = useAllowed('batch:write')
  const [asking, setAsking] = useState(false)
  return (
    <>
      <a href={`${apiBase}/batches/${id}/csv`} download className={buttonClass('secondary', 'small')}>
        <Download size={14} strokeWidth={1.5} aria-hidden />
        CSV
      </a>
      {mayWrite && counts.failed > 0 ? (
        <Button
          size="small"
          disabled={change.busy}
          onClick={() => change.run(() => commandBatch(id, 'repeat'))}
        >
          Run failed again
        </Button>
      ) : null}
      {mayWrite && (status === 'running' || counts.live > 0) ? (
        <Button size="small" variant="danger" disabled={change.busy} onClick={() => setAsking(true)}>
          Stop all
        </Button>
      ) : null}
      <ConfirmDialog
        open={asking}
        title="Stop this batch?"
        confirm="Stop all"
        danger
        onConfirm={() => change.run(() => commandBatch(id, 'stop'))}
        onClose={() => setAsking(false)}
      >
        {counts.live} under way are stopped, and {counts.pending} do not start. What was done stays.
      </ConfirmDialog>
    </>
  )
}
