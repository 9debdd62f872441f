'use client'

import { useQuery } from '@tanstack/react-query'
import { ChartNoAxesColumn } from 'lucide-react'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { formatWhole } from '../../lib/shared/format'
import type { UsageCut, UsageRow } from '../../lib/usage/breakdown'
import { usageQuery } from '../../lib/usage/queries'
import { usageCuts } from '../../lib/usage/rules'
import { costWords } from '../../lib/usage/words'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { EmptyState } from '../ui/empty-state'
import { Segmented } from '../ui/segmented'
import { SkeletonRows } from '../ui/skeleton'
import { StackedBar } from '../ui/stacked-bar'
import { Cell, HeaderCell, Row, Table } from '../ui/table'

const names: Record<UsageCut, string> = {
  day: 'Day',
  agent: 'Agent',
  member: 'Member',
  model: 'Model',
  provider: 'Provider',
  task: 'Task',
  run: 'Run',
  step: 'Step',
  tool: 'Tool',
  child: 'Part',
  skill: 'Skill',
}

/** The cuts that fit beside each other. */
const shown = ['day', 'agent', 'model', 'tool', 'task'] as const

/** The ledger of the last thirty days, cut one way. Scripted runs are in no figure. */
export function UsageView() {
  const [by, setBy] = useQueryState('by', parseAsStringLiteral(usageCuts).withDefault('day'))
  const query = useQuery({ ...usageQuery(by), placeholderData: previous => previous })
  return (
    <>
      <PageHeader
        title="Usage"
        aside={<span className="max-md:hidden">Last 30 days, without scripted runs</span>}
      >
        <Segmented
          label="Cut by"
          value={by}
          onChange={next => void setBy(next)}
          options={[...new Set([...shown, by])].map(value => ({ value, label: names[value] }))}
        />
      </PageHeader>
      {query.error && !query.data ? (
        <QueryError
          title="The usage could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <SkeletonRows rows={6} label="Loading usage" /> : null}
      {query.data?.rows.length === 0 ? (
        <EmptyState
          icon={<ChartNoAxesColumn size={24} strokeWidth={1.5} aria-hidden />}
          title="Nothing used yet"
        >
          Every call of a model lands here, with its tokens and its price at that time.
        </EmptyState>
      ) : null}
      {query.data && query.data.rows.length > 0 ? (
        <div className="scroll-quiet min-h-0 flex-1 overflow-auto">
          <UsageTable by={query.data.by} rows={query.data.rows} total={query.data.total} />
        </div>
      ) : null}
    </>
  )
}

type Sums = Omit<UsageRow, 'key' | 'label' | 'waste'>

function UsageTable({ by, rows, total }: { by: UsageCut; rows: readonly UsageRow[]; total: Sums }) {
  const largest = Math.max(...rows.map(row => row.inputTokens + row.outputTokens))
  const right = 'tabular whitespace-nowrap text-right'
  return (
    <Table>
      <thead>
        <tr>
          <HeaderCell className="pl-5 max-md:pl-4">{names[by]}</HeaderCell>
          <HeaderCell className="w-1/4 max-lg:hidden">Kinds</HeaderCell>
          <HeaderCell className={`${right} max-md:hidden`}>Calls</HeaderCell>
          <HeaderCell className={right}>Input</HeaderCell>
          <HeaderCell className={`${right} max-lg:hidden`}>Cache read</HeaderCell>
          <HeaderCell className={`${right} max-lg:hidden`}>Cache write</HeaderCell>
          <HeaderCell className={`${right} max-md:hidden`}>Output</HeaderCell>
          <HeaderCell className={`${right} max-lg:hidden`}>Reasoning</HeaderCell>
          <HeaderCell className={`${right} pr-5 max-md:pr-4`}>Cost</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <Row key={row.key}>
            <Cell className="max-w-72 truncate pl-5 font-medium max-md:max-w-40 max-md:pl-4">
              {row.label}
            </Cell>
            <Cell className="max-lg:hidden">
              <KindsBar row={row} largest={largest} />
            </Cell>
            <Figures row={row} />
          </Row>
        ))}
      </tbody>
      <tfoot>
        <Row className="font-medium">
          <Cell className="pl-5 max-md:pl-4">Together</Cell>
          <Cell className="max-lg:hidden" />
          <Figures row={total} />
        </Row>
      </tfoot>
    </Table>
  )
}

function Figures({ row }: { row: Sums }) {
  const right = 'tabular whitespace-nowrap text-right'
  return (
    <>
      <Cell className={`${right} text-muted max-md:hidden`}>{formatWhole(row.calls)}</Cell>
      <Cell className={right}>{formatWhole(row.inputTokens)}</Cell>
      <Cell className={`${right} text-muted max-lg:hidden`}>{formatWhole(row.cacheReadTokens)}</Cell>
      <Cell className={`${right} text-muted max-lg:hidden`}>{formatWhole(row.cacheWriteTokens)}</Cell>
      <Cell className={`${right} max-md:hidden`}>{formatWhole(row.outputTokens)}</Cell>
      <Cell className={`${right} text-muted max-lg:hidden`}>{formatWhole(row.reasoningTokens)}</Cell>
      <Cell className={`${right} pr-5 max-md:pr-4`}>{costWords(row)}</Cell>
    </>
  )
}

/** Input and output hold their parts, so the parts are taken out before they are drawn. */
function KindsBar({ row, largest }: { row: UsageRow; largest: number }) {
  const kinds = [
    ['Fresh input', row.inputTokens - row.cacheReadTokens - row.cacheWriteTokens, 'bg-token-fresh'],
    ['Cache read', row.cacheReadTokens, 'bg-token-cache-read'],
    ['Cache write', row.cacheWriteTokens, 'bg-token-cache-write'],
    ['Output', row.outputTokens - row.reasoningTokens, 'bg-token-output'],
    ['Reasoning', row.reasoningTokens, 'bg-token-reasoning'],
  ] as const
  const parts = kinds.map(([name, value, className]) => ({
    key: name,
    label: `${name}: ${formatWhole(value)}`,
    value,
    className,
  }))
  return <StackedBar label={parts.map(part => part.label).join(', ')} parts={parts} total={largest} />
}
