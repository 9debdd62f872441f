'use client'

import { useQuery } from '@tanstack/react-query'
import { ListTree } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useEffect, useState } from 'react'
import { runListQuery } from '../../lib/runs/queries'
import { runStatuses } from '../../lib/runs/rules'
import type { RunList } from '../../lib/runs/schema'
import { plainLine, statusWords } from '../../lib/runs/words'
import { formatDuration } from '../../lib/shared/format'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { RunFigures } from '../common/run-figures'
import { ScriptedBadge } from '../common/scripted-badge'
import { StatusWords } from '../common/status-words'
import { TimeAgo } from '../common/time-ago'
import { EmptyState } from '../ui/empty-state'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { SkeletonRows } from '../ui/skeleton'
import { Cell, HeaderCell, Row, Table } from '../ui/table'

/** Every attempt at every task, newest first. */
export function RunsView() {
  const [filter, setFilter] = useQueryStates({
    status: parseAsStringLiteral(runStatuses),
    q: parseAsString.withDefault(''),
  })
  const query = useQuery({
    ...runListQuery({
      ...(filter.status ? { status: filter.status } : {}),
      ...(filter.q ? { q: filter.q } : {}),
      limit: 200,
    }),
    placeholderData: previous => previous,
  })
  return (
    <>
      <PageHeader title="Runs">
        <SearchRuns value={filter.q} onChange={q => void setFilter({ q: q || null })} />
        <Select
          aria-label="Status"
          value={filter.status ?? ''}
          onChange={event =>
            void setFilter({
              status: runStatuses.find(status => status === event.target.value) ?? null,
            })
          }
        >
          <option value="">Any status</option>
          {runStatuses.map(status => (
            <option key={status} value={status}>
              {statusWords({ status, waitingFor: null })}
            </option>
          ))}
        </Select>
      </PageHeader>
      {query.error && !query.data ? (
        <QueryError
          title="The runs could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <SkeletonRows rows={10} label="Loading runs" /> : null}
      {query.data?.runs.length === 0 ? (
        <EmptyState icon={<ListTree size={24} strokeWidth={1.5} aria-hidden />} title="No run here">
          {filter.q || filter.status
            ? 'Nothing fits these filters.'
            : 'Each attempt at a task is a run. Start a task and it appears here.'}
        </EmptyState>
      ) : null}
      {query.data && query.data.runs.length > 0 ? (
        <RunTable runs={query.data.runs} dim={query.isPlaceholderData} />
      ) : null}
    </>
  )
}

function SearchRuns({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), 250)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <Input
      type="search"
      aria-label="Search runs"
      placeholder="Search transcripts"
      value={text}
      onChange={event => setText(event.target.value)}
      className="w-56 max-md:w-36"
    />
  )
}

function RunTable({ runs, dim }: { runs: RunList['runs']; dim: boolean }) {
  return (
    <div
      className={`scroll-quiet min-h-0 flex-1 overflow-auto transition-opacity delay-150 duration-150 ${dim ? 'opacity-50' : ''}`}
    >
      <Table>
        <thead>
          <tr>
            <HeaderCell className="pl-5 max-md:pl-4">Task</HeaderCell>
            <HeaderCell className="max-md:hidden">Status</HeaderCell>
            <HeaderCell className="max-xl:hidden">Model</HeaderCell>
            <HeaderCell className="text-right max-lg:hidden">Steps</HeaderCell>
            <HeaderCell className="text-right max-lg:hidden">Took</HeaderCell>
            <HeaderCell className="text-right max-md:hidden">Used</HeaderCell>
            <HeaderCell className="pr-5 text-right max-md:pr-4">Last event</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {runs.map(run => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </Table>
    </div>
  )
}

function RunRow({ run }: { run: RunList['runs'][number] }) {
  const took = run.startedAt ? Date.parse(run.endedAt ?? run.lastEventAt) - Date.parse(run.startedAt) : null
  return (
    <Row className="relative [contain-intrinsic-size:auto_36px] [content-visibility:auto]">
      <Cell className="w-full max-w-0 pl-5 max-md:py-2 max-md:pl-4">
        <span className="flex items-center gap-2">
          <Link href={`/runs/${run.id}`} className="truncate font-medium after:absolute after:inset-0">
            {run.taskTitle}
            {run.title === null ? null : <span className="font-normal text-muted"> › {run.title}</span>}
          </Link>
          {run.attempt > 1 ? (
            <span className="tabular whitespace-nowrap text-faint">attempt {run.attempt}</span>
          ) : null}
          {run.scripted ? <ScriptedBadge /> : null}
          <span className="min-w-0 flex-1 truncate text-muted max-lg:hidden">
            {run.status === 'running' && run.activity ? plainLine(run.activity) : ''}
          </span>
        </span>
        <span className="hidden text-meta max-md:block">
          <StatusWords run={run} />
        </span>
      </Cell>
      <Cell className="max-md:hidden">
        <StatusWords run={run} />
      </Cell>
      <Cell className="max-w-52 truncate text-muted max-xl:hidden">{run.model || '–'}</Cell>
      <Cell className="tabular text-right text-muted max-lg:hidden">{run.steps}</Cell>
      <Cell className="tabular whitespace-nowrap text-right text-muted max-lg:hidden">
        {took === null ? '–' : formatDuration(took)}
      </Cell>
      <Cell className="text-right text-muted max-md:hidden">
        <RunFigures usage={run.usage} scripted={run.scripted} />
      </Cell>
      <Cell className="tabular whitespace-nowrap pr-5 text-right text-muted max-md:pr-4">
        <TimeAgo at={run.lastEventAt} />
      </Cell>
    </Row>
  )
}
