'use client'

import { useQuery } from '@tanstack/react-query'
import { ChartNoAxesColumn, Download } from 'lucide-react'
import dynamic from 'next/dynamic'
import type { UsageBreakdown } from '../../lib/usage/breakdown'
import { usageCsvAddress, usageQuery } from '../../lib/usage/queries'
import { usageCuts } from '../../lib/usage/rules'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { buttonClass } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { Segmented } from '../ui/segmented'
import { Skeleton, SkeletonRows } from '../ui/skeleton'
import { BudgetStrip } from './budget-strip'
import { DayChart } from './day-chart'
import { UsageTable } from './usage-table'
import { UsageToolbar } from './usage-toolbar'
import { TotalFigures, UsageKinds } from './usage-totals'
import { type UsageFilterState, useUsageFilter } from './use-usage-filter'
import { cutNames } from './words'

const WasteView = dynamic(() => import('./waste-view').then(module => module.WasteView), {
  loading: () => <SkeletonRows rows={6} label="Loading the waste report" />,
})

const SolvedView = dynamic(() => import('./solved-view').then(module => module.SolvedView), {
  loading: () => <SkeletonRows rows={4} label="Loading the solved tasks" />,
})

/** The ledger: what it adds up to, day by day, cut one way, and what of it was wasted. Scripted runs are in no figure. */
export function UsageView() {
  const filter = useUsageFilter()
  const { question } = filter
  const query = useQuery({ ...usageQuery(question), placeholderData: previous => previous })
  const days = useQuery({ ...usageQuery({ ...question, by: 'day' }), placeholderData: previous => previous })
  const { data } = query
  return (
    <>
      <PageHeader title="Usage" aside={<span className="max-md:hidden">Without scripted runs</span>}>
        <a
          href={usageCsvAddress(question, filter.values.view === 'waste')}
          download
          className={buttonClass('secondary')}
        >
          <Download size={14} strokeWidth={1.5} aria-hidden /> CSV
        </a>
      </PageHeader>
      <div className="scroll-quiet relative min-h-0 flex-1 overflow-auto">
        <UsageToolbar filter={filter} range={data?.range} />
        {query.error && !data ? (
          <QueryError
            title="The usage could not be loaded."
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : null}
        {query.isPending ? <SkeletonRows rows={6} label="Loading usage" /> : null}
        {data && data.total.calls === 0 ? <Nothing isNarrow={filter.narrowed.length > 0} /> : null}
        {data && data.total.calls > 0 ? (
          <div
            className={`transition-opacity delay-150 duration-150 ${query.isPlaceholderData ? 'opacity-50' : ''}`}
          >
            <Overview data={data} days={days.data} filter={filter} />
            <Cuts data={data} filter={filter} />
          </div>
        ) : null}
      </div>
    </>
  )
}

function Nothing({ isNarrow }: { isNarrow: boolean }) {
  return (
    <EmptyState
      icon={<ChartNoAxesColumn size={24} strokeWidth={1.5} aria-hidden />}
      title={isNarrow ? 'No call fits these filters' : 'Nothing used in these days'}
    >
      Every call of a model lands here, with its tokens and its price at that time.
    </EmptyState>
  )
}

interface PartProps {
  data: UsageBreakdown
  filter: UsageFilterState
}

function Overview({ data, days, filter }: PartProps & { days: UsageBreakdown | undefined }) {
  return (
    <>
      <TotalFigures data={data} />
      <div className="grid gap-x-8 gap-y-5 border-b px-5 pb-5 max-md:px-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <UsageKinds data={data} />
        {days ? <DayChart data={days} filter={filter} /> : <Skeleton className="h-44" />}
      </div>
      <BudgetStrip />
    </>
  )
}

function Cuts({ data, filter }: PartProps) {
  const { values, change } = filter
  const options = [
    ...usageCuts.map(value => ({ value, label: cutNames[value] })),
    { value: 'waste' as const, label: 'Waste' },
    { value: 'solved' as const, label: 'Solved tasks' },
  ]
  return (
    <section aria-label="Cuts">
      <div className="scroll-quiet overflow-x-auto px-5 py-3 max-md:px-4">
        <Segmented
          label="Cut by"
          value={values.view === 'cut' ? values.by : values.view}
          onChange={next =>
            void change(next === 'waste' || next === 'solved' ? { view: next } : { view: null, by: next })
          }
          options={options}
        />
      </div>
      {values.view === 'waste' ? <WasteView question={filter.question} total={data.total} /> : null}
      {values.view === 'solved' ? <SolvedView question={filter.question} /> : null}
      {values.view === 'cut' ? <UsageTable data={data} filter={filter} /> : null}
    </section>
  )
}
