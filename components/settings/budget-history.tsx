'use client'

import { useQuery } from '@tanstack/react-query'
import { budgetLimitWords } from '../../lib/budgets/limit-words'
import { budgetHistoryQuery } from '../../lib/budgets/queries'
import { useMoney } from '../common/money'
import { QueryError } from '../common/query-error'
import { TimeAgo } from '../common/time-ago'
import { SkeletonRows } from '../ui/skeleton'

/** Every change of a budget: which, from what to what, by whom and when. */
export function BudgetHistory() {
  const money = useMoney()
  const { data, error, refetch } = useQuery(budgetHistoryQuery())
  if (error)
    return <QueryError title="The changes could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={3} label="Loading the changes" />
  if (data.changes.length === 0) return <p className="border-t py-3 text-muted">Nothing has changed yet.</p>
  return (
    <ul aria-label="Changes of budgets" className="flex flex-col border-t">
      {data.changes.map(change => (
        <li key={change.id} className="flex flex-wrap items-baseline gap-x-3 border-b py-2 last:border-b-0">
          <span className="min-w-0 flex-1 basis-60 break-words">{change.name}</span>
          <span className="tabular">
            {change.from ? (
              <span className="text-muted">{budgetLimitWords(change.from, money).join(', ')} → </span>
            ) : null}
            {change.to ? budgetLimitWords(change.to, money).join(', ') : 'removed'}
          </span>
          <span className="text-meta text-muted">
            {change.byName}, <TimeAgo at={change.at} className="tabular" />
          </span>
        </li>
      ))}
    </ul>
  )
}
