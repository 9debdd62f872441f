'use client'

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { type UsageFilterName, usageCuts, usageFilterNames, usageQuestion } from '../../lib/usage/rules'

const parsers = {
  by: parseAsStringLiteral(usageCuts).withDefault('day'),
  /** In the place of the cut: what came to nothing, or what a solved task cost. */
  view: parseAsStringLiteral(['cut', 'waste', 'solved']).withDefault('cut'),
  unit: parseAsStringLiteral(['usd', 'tokens']).withDefault('usd'),
  days: parseAsInteger.withDefault(30),
  from: parseAsString,
  to: parseAsString,
  agent: parseAsString,
  member: parseAsString,
  model: parseAsString,
  provider: parseAsString,
  task: parseAsString,
  run: parseAsString,
  skill: parseAsString,
}

const nothing = Object.fromEntries(usageFilterNames.map(name => [name, null])) as Record<
  UsageFilterName,
  null
>

/** What the page asks of the ledger, kept in the address. */
export function useUsageFilter() {
  const [values, change] = useQueryStates(parsers)
  const question = useMemo(() => usageQuestion(values), [values])
  const set = usageFilterNames.filter(name => values[name] !== null)
  return {
    values,
    question,
    change,
    /** Names of what narrows the question, without its days. */
    narrowed: set.filter(name => name !== 'from' && name !== 'to'),
    clear: () => void change({ ...nothing, days: null }),
  }
}

export type UsageFilterState = ReturnType<typeof useUsageFilter>
