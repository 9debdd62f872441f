'use client'

import { useQuery } from '@tanstack/react-query'
import { Recycle } from 'lucide-react'
import Link from 'next/link'
import type { Money } from '../../lib/shared/currency'
import { formatCount, formatPlural, formatWhole } from '../../lib/shared/format'
import type { UsageBreakdown } from '../../lib/usage/breakdown'
import { wasteQuery } from '../../lib/usage/queries'
import type { UsageQuestion } from '../../lib/usage/rules'
import type { WasteReport, WasteRow } from '../../lib/usage/waste/schema'
import { useMoney } from '../common/money'
import { QueryError } from '../common/query-error'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'
import { Cell, HeaderCell, Row, Table } from '../ui/table'
import { percentWords, wasteNames } from './words'

const right = 'tabular whitespace-nowrap text-right'

/** What was paid for and came to nothing, the dearest first. Each row leads to where it happened. */
export function WasteView({ question, total }: { question: UsageQuestion; total: UsageBreakdown['total'] }) {
  const { data, error, isPending, refetch } = useQuery(wasteQuery(question))
  if (error && !data)
    return (
      <QueryError
        title="The waste report could not be loaded."
        error={error}
        onRetry={() => void refetch()}
      />
    )
  if (isPending) return <SkeletonRows rows={6} label="Loading the waste report" />
  if (data.rows.length === 0)
    return (
      <EmptyState icon={<Recycle size={24} strokeWidth={1.5} aria-hidden />} title="No waste found">
        No call failed or was broken off, and the logs show no lost cache and no loop.
      </EmptyState>
    )
  return (
    <>
      <Kinds report={data} total={total} />
      <WasteTable report={data} />
    </>
  )
}

function Kinds({ report: { kinds, read }, total }: { report: WasteReport; total: UsageBreakdown['total'] }) {
  const money = useMoney()
  return (
    <div className="px-5 pb-3 max-md:px-4">
      <ul aria-label="Waste by kind" className="tabular flex flex-wrap gap-x-8 gap-y-2">
        {kinds.map(({ kind, rows, tokens, costMicros }) => (
          <li key={kind}>
            <span className="text-meta text-muted">
              {wasteNames[kind]} · {formatWhole(rows)}
            </span>
            <span className="block" title={`${formatWhole(tokens)} tokens`}>
              <span className="font-medium">{moneyWords(costMicros, money)}</span>
              <span className="text-muted">
                {costMicros === null
                  ? ` · ${formatCount(tokens)} tokens`
                  : ` · ${percentWords(costMicros, total.costMicros ?? 0)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-2 max-w-prose text-meta text-muted">
        Failed and broken-off calls are exact. The other kinds are reckoned from{' '}
        {read.runs === read.of
          ? `the logs of ${formatPlural(read.of, 'run')}`
          : `the logs of the ${read.runs} dearest of ${formatWhole(read.of)} runs`}
        , over the whole run, and may overlap.
      </p>
    </div>
  )
}

function moneyWords(micros: number | null, money: Money): string {
  return micros === null ? 'price unknown' : money(micros / 1e6)
}

function WasteTable({ report: { rows, leftOut } }: { report: WasteReport }) {
  return (
    <div className="overflow-x-auto">
      <Table>
        <thead>
          <tr>
            <HeaderCell className="pl-5 max-md:pl-4">Kind</HeaderCell>
            <HeaderCell>What happened</HeaderCell>
            <HeaderCell className="max-lg:hidden">Task</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>Step</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>Tokens</HeaderCell>
            <HeaderCell className={`${right} pr-5 max-md:pr-4`}>Cost</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two losses of a step may read alike, and no row has a state
            <WasteLine key={`${row.runId} ${row.kind} ${row.step} ${index}`} row={row} />
          ))}
        </tbody>
      </Table>
      {leftOut > 0 ? (
        <p className="px-5 py-3 text-meta text-muted max-md:px-4">
          {formatPlural(leftOut, 'smaller row')} left out; the sums above have them.
        </p>
      ) : null}
    </div>
  )
}

function WasteLine({ row }: { row: WasteRow }) {
  const money = useMoney()
  const step = row.step === null ? '' : `&step=${row.step}`
  return (
    <Row className="relative">
      <Cell className="whitespace-nowrap pl-5 max-md:pl-4">{wasteNames[row.kind]}</Cell>
      <Cell className="w-full max-w-0 truncate">
        <Link
          href={`/tasks/${row.taskId}?run=${row.runId}&tab=usage${step}`}
          title={row.words}
          className="font-medium after:absolute after:inset-0"
        >
          {row.words}
        </Link>
      </Cell>
      <Cell className="max-w-64 truncate text-muted max-lg:hidden" title={row.title}>
        {row.title}
      </Cell>
      <Cell className={`${right} text-muted max-md:hidden`}>{row.step ?? ''}</Cell>
      <Cell className={`${right} text-muted max-md:hidden`}>{formatWhole(row.tokens)}</Cell>
      <Cell className={`${right} pr-5 max-md:pr-4`}>{moneyWords(row.costMicros, money)}</Cell>
    </Row>
  )
}
