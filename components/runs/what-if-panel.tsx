'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isAlone, type RunState } from '../../lib/runs/run-state'
import { formatPlural } from '../../lib/shared/format'
import { whatIfQuery } from '../../lib/usage/what-if/queries'
import type { WhatIfScope } from '../../lib/usage/what-if/rules'
import type { WhatIf } from '../../lib/usage/what-if/schema'
import { QueryError } from '../common/query-error'
import { SearchField } from '../common/search-field'
import { Segmented } from '../ui/segmented'
import { Skeleton } from '../ui/skeleton'
import { WhatIfModels } from './what-if-models'
import { cacheNames, type Line, WhatIfTable } from './what-if-table'

const scopes = [
  { value: 'run', label: 'This run' },
  { value: 'tree', label: 'With its parts' },
] as const satisfies readonly { value: WhatIfScope; label: string }[]

/** The run's stored calls at other prices. Nothing is run again. */
export function WhatIfPanel({ state }: { state: RunState }) {
  const [scope, setScope] = useState<WhatIfScope>('run')
  const [find, setFind] = useState('')
  const query = useQuery(whatIfQuery(state.runId, scope, find.trim()))
  if (query.error)
    return (
      <QueryError
        title="The run could not be re-priced."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (!query.data) return <Skeleton className="mt-2 h-40 rounded-control" />
  const { data } = query
  return (
    <div className={`mt-1 ${query.isPlaceholderData ? 'opacity-60' : ''}`}>
      {isAlone(state) || state.children.length === 0 ? null : (
        <div className="mb-2">
          <Segmented label="What is re-priced" value={scope} onChange={setScope} options={scopes} />
        </div>
      )}
      <p className="max-w-prose text-meta text-muted">
        {aboutWords(data)} Tokens are counted as they were. Another model would have taken other steps.
      </p>
      <WhatIfTable caption="Cache" column="Read from it" base={data.ledger} lines={cacheLines(data)} />
      <WhatIfTable caption="Hours" column="UTC" base={data.ledger} lines={hourLines(data)} />
      <h3 className="mt-4 mb-1.5 font-medium">Models</h3>
      <SearchField
        label="Find a model"
        placeholder="Find any model with a price"
        value={find}
        onChange={setFind}
      />
      <WhatIfModels data={data} />
    </div>
  )
}

function aboutWords({ scope, runs, calls }: WhatIf): string {
  const whose = scope === 'run' ? 'this run alone' : `this run and its ${formatPlural(runs - 1, 'part')}`
  return `From the ledger: ${formatPlural(calls, 'call')} of ${whose}.`
}

function cacheLines({ caches }: WhatIf): Line[] {
  return caches.map(({ cache, hits, couldRead, costMicros, unknownCalls }) => ({
    ...{ key: cache, name: cacheNames[cache], isBase: cache === 'own', costMicros, unknownCalls },
    notes: couldRead === 0 ? [] : [`${hits} of ${couldRead}`],
    title: `${hits} of the ${formatPlural(couldRead, 'call')} that came after another`,
  }))
}

function hourLines({ hours }: WhatIf): Line[] {
  if (!hours) return []
  const spans = hours.windows.flatMap(window => window.spans.map(({ from, to }) => `${from}–${to}`))
  return [
    { ...hours.cheap, key: 'cheap', name: 'All off-peak', notes: [...new Set(spans)] },
    { ...hours.dear, key: 'dear', name: 'All at peak', notes: [] },
  ]
}
