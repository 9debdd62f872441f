'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { formatWhole } from '../../lib/shared/format'
import { solvedQuery } from '../../lib/usage/queries'
import type { UsageQuestion } from '../../lib/usage/rules'
import type { SolvedRow } from '../../lib/usage/solved/schema'
import { useMoney } from '../common/money'
import { QueryError } from '../common/query-error'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'
import { Cell, HeaderCell, Row, Table } from '../ui/table'

const right = 'tabular whitespace-nowrap text-right'

/** What a solved task cost by the choice that was made for it. */
export function SolvedView({ question }: { question: UsageQuestion }) {
  const { data, error, isPending, refetch } = useQuery(solvedQuery(question))
  if (error && !data)
    return (
      <QueryError
        title="The solved tasks could not be loaded."
        error={error}
        onRetry={() => void refetch()}
      />
    )
  if (isPending) return <SkeletonRows rows={4} label="Loading the solved tasks" />
  if (data.models.length === 0)
    return (
      <EmptyState
        icon={<CircleCheck size={24} strokeWidth={1.5} aria-hidden />}
        title="No attempt ended in these days"
      >
        Once tasks are finished, what each solved one has cost stands here by agent and by model.
      </EmptyState>
    )
  return (
    <>
      <p className="max-w-prose px-5 pb-3 text-meta text-muted max-md:px-4">
        All attempts that ended in these days, whatever else is filtered. A task is solved when an attempt
        finished and its checks passed. Its cost includes failed attempts, unsolved tasks and parts handed on.
      </p>
      <SolvedTable name="Agent" rows={data.agents} />
      <SolvedTable name="Model" rows={data.models} />
      {/* Without efforts and models by role it would be the same once more. */}
      {data.routes.every(({ key }) => data.models.some(model => model.key === key)) ? null : (
        <SolvedTable name="Models and effort" rows={data.routes} />
      )}
    </>
  )
}

function SolvedTable({ name, rows }: { name: string; rows: readonly SolvedRow[] }) {
  const money = useMoney()
  const words = (micros: number | null) => (micros === null ? 'price unknown' : money(micros / 1e6))
  return (
    <div className="overflow-x-auto pb-4">
      <Table>
        <caption className="sr-only">Solved tasks by {name.toLowerCase()}</caption>
        <thead>
          <tr>
            <HeaderCell className="pl-5 max-md:pl-4">{name}</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>Attempts</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>Tasks</HeaderCell>
            <HeaderCell className={right}>Solved</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>By checks</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>Cost</HeaderCell>
            <HeaderCell className={`${right} pr-5 max-md:pr-4`}>Each solved</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <Row key={row.key}>
              <Cell title={row.label} className="w-full max-w-0 truncate pl-5 font-medium max-md:pl-4">
                {row.label}
              </Cell>
              <Cell className={`${right} text-muted max-md:hidden`}>{formatWhole(row.attempts)}</Cell>
              <Cell className={`${right} text-muted max-md:hidden`}>{formatWhole(row.tasks)}</Cell>
              <Cell className={right}>{formatWhole(row.solved)}</Cell>
              <Cell className={`${right} text-muted max-md:hidden`}>{formatWhole(row.checked)}</Cell>
              <Cell className={`${right} text-muted max-md:hidden`}>{words(row.costMicros)}</Cell>
              <Cell className={`${right} pr-5 max-md:pr-4`}>
                {row.solved === 0 ? 'none solved' : words(row.perSolvedMicros)}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
