'use client'

import Link from 'next/link'
import { formatWhole } from '../../lib/shared/format'
import type { UsageBreakdown, UsageCut, UsageRow } from '../../lib/usage/breakdown'
import { costWords } from '../../lib/usage/words'
import { useMoney } from '../common/money'
import { barLabel, barParts } from '../common/token-kinds'
import { StackedBar } from '../ui/stacked-bar'
import { Cell, HeaderCell, Row, Table } from '../ui/table'
import type { UsageFilterState } from './use-usage-filter'
import { cutNames, percentWords } from './words'

const right = 'tabular whitespace-nowrap text-right'

/** Rows that are drawn; the file has all of them. */
const mostRows = 500

/** The ledger, cut one way. */
export function UsageTable({ data, filter }: { data: UsageBreakdown; filter: UsageFilterState }) {
  const { by, rows, total, waste } = data
  const largest = Math.max(...rows.map(row => row.inputTokens + row.outputTokens))
  return (
    <div className="overflow-x-auto">
      <Table>
        <thead>
          <tr>
            <HeaderCell className="pl-5 max-md:pl-4">{cutNames[by]}</HeaderCell>
            <HeaderCell className="w-1/5 max-xl:hidden">Kinds</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>Calls</HeaderCell>
            <HeaderCell className={right}>Input</HeaderCell>
            <HeaderCell className={`${right} max-lg:hidden`}>Cache read</HeaderCell>
            <HeaderCell className={`${right} max-lg:hidden`}>Cache write</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>Hit rate</HeaderCell>
            <HeaderCell className={`${right} max-md:hidden`}>Output</HeaderCell>
            <HeaderCell className={`${right} max-lg:hidden`}>Reasoning</HeaderCell>
            <HeaderCell className={`${right} max-lg:hidden`}>Failed</HeaderCell>
            <HeaderCell className={`${right} pr-5 max-md:pr-4`}>Cost</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map(row => (
            <Row key={row.key}>
              <Cell className="max-w-72 truncate pl-5 font-medium max-md:max-w-40 max-md:pl-4">
                <Name by={by} row={row} filter={filter} />
              </Cell>
              <Cell className="max-xl:hidden">
                <StackedBar label={barLabel(row.counters)} parts={barParts(row.counters)} total={largest} />
              </Cell>
              <Figures row={row} waste={row.waste} />
            </Row>
          ))}
        </tbody>
        <tfoot>
          <Row className="font-medium">
            <Cell className="pl-5 max-md:pl-4">Together</Cell>
            <Cell className="max-xl:hidden" />
            <Figures row={total} waste={waste} />
          </Row>
        </tfoot>
      </Table>
      {rows.length > mostRows ? (
        <p className="px-5 py-3 text-meta text-muted max-md:px-4">
          The largest {mostRows} of {formatWhole(rows.length)} rows. The CSV has all of them.
        </p>
      ) : null}
    </div>
  )
}

/** Names lead on: to the run, or to the same page with that name alone. */
function Name({ by, row, filter }: { by: UsageCut; row: UsageRow; filter: UsageFilterState }) {
  const address = row.key === '' ? null : addressOf(by, row.key)
  if (address)
    return (
      <Link href={address} title={row.label} className="hover:underline">
        {row.label}
      </Link>
    )
  const change = row.key === '' ? null : narrowBy(by, row.key)
  if (!change) return row.label
  return (
    <button
      type="button"
      title={`Only ${row.label}`}
      onClick={() => void filter.change(change)}
      className="max-w-full truncate hover:underline"
    >
      {row.label}
    </button>
  )
}

function addressOf(by: UsageCut, key: string): string | null {
  if (by === 'task') return `/tasks/${key}`
  if (by === 'run' || by === 'child') return `/runs/${key}`
  const [run, step] = key.split('/')
  return by === 'step' ? `/runs/${run}?tab=usage&step=${step}` : null
}

function narrowBy(by: UsageCut, key: string): Parameters<UsageFilterState['change']>[0] | null {
  switch (by) {
    case 'day':
      return { from: key, to: key }
    case 'agent':
      return { agent: key, by: 'task' }
    case 'member':
      return { member: key, by: 'task' }
    case 'model':
      return { model: key, by: 'task' }
    case 'provider':
      return { provider: key, by: 'model' }
    case 'skill':
      return { skill: key, by: 'task' }
    default:
      return null
  }
}

type Sums = UsageBreakdown['total']

function Figures({ row, waste }: { row: Sums; waste: Sums }) {
  const money = useMoney()
  return (
    <>
      <Cell className={`${right} text-muted max-md:hidden`}>{formatWhole(row.calls)}</Cell>
      <Cell className={right}>{formatWhole(row.inputTokens)}</Cell>
      <Cell className={`${right} text-muted max-lg:hidden`}>{formatWhole(row.cacheReadTokens)}</Cell>
      <Cell className={`${right} text-muted max-lg:hidden`}>{formatWhole(row.cacheWriteTokens)}</Cell>
      <Cell className={`${right} text-muted max-md:hidden`}>
        {percentWords(row.cacheReadTokens, row.inputTokens)}
      </Cell>
      <Cell className={`${right} max-md:hidden`}>{formatWhole(row.outputTokens)}</Cell>
      <Cell className={`${right} text-muted max-lg:hidden`}>{formatWhole(row.reasoningTokens)}</Cell>
      <Cell className={`${right} text-muted max-lg:hidden`}>
        {waste.calls === 0 ? '' : costWords(waste, money)}
      </Cell>
      <Cell className={`${right} pr-5 max-md:pr-4`}>{costWords(row, money)}</Cell>
    </>
  )
}
