'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import type { UsageBreakdown, UsageCut } from '../../lib/usage/breakdown'
import { usageQuery } from '../../lib/usage/queries'
import type { UsageFilterName, UsageQuestion } from '../../lib/usage/rules'
import { useInBrowser } from '../common/use-now'
import { Button } from '../ui/button'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import type { UsageFilterState } from './use-usage-filter'
import { cutNames } from './words'

const spans = [7, 30, 90, 365] as const
const filters = ['agent', 'member', 'model', 'task'] as const
/** Filters that rows set, shown only then. */
const others = ['provider', 'skill', 'run'] as const

interface UsageToolbarProps {
  filter: UsageFilterState
  range: UsageBreakdown['range'] | undefined
}

/** Which days, and whose calls. All of it is in the address. */
export function UsageToolbar({ filter, range }: UsageToolbarProps) {
  const { values, narrowed, clear } = filter
  const isOwn = values.from !== null || values.to !== null
  return (
    <div className="flex flex-wrap items-center gap-2 px-5 py-3 max-md:px-4">
      <Days filter={filter} range={range} isOwn={isOwn} />
      {[...filters, ...others.filter(name => values[name] !== null)].map(name => (
        <Choice key={name} name={name} filter={filter} />
      ))}
      {narrowed.length > 0 || isOwn ? (
        <Button variant="ghost" onClick={clear}>
          <X size={14} strokeWidth={1.5} aria-hidden /> Clear
        </Button>
      ) : null}
      {range && range.timeZone !== 'UTC' ? (
        <span className="text-meta text-muted">Days of {range.timeZone}</span>
      ) : null}
    </div>
  )
}

function Days({ filter: { values, change }, range, isOwn }: UsageToolbarProps & { isOwn: boolean }) {
  return (
    <>
      <Select
        aria-label="Days"
        value={isOwn ? 'own' : String(values.days)}
        onChange={event => {
          const { value } = event.target
          if (value === 'own') void change({ from: range?.from ?? null, to: range?.to ?? null, days: null })
          else void change({ from: null, to: null, days: Number(value) })
        }}
      >
        {[...new Set([...spans, values.days])].map(days => (
          <option key={days} value={days}>
            Last {days} days
          </option>
        ))}
        <option value="own">From and to</option>
      </Select>
      {isOwn ? (
        <>
          <Input
            type="date"
            aria-label="First day"
            className="w-36"
            value={values.from ?? range?.from ?? ''}
            onChange={event => void change({ from: event.target.value || null })}
          />
          <Input
            type="date"
            aria-label="Last day"
            className="w-36"
            value={values.to ?? range?.to ?? ''}
            onChange={event => void change({ to: event.target.value || null })}
          />
        </>
      ) : null}
    </>
  )
}

/** Choices that a list shows; one that is not among the largest can be reached by its row. */
const mostChoices = 100

/** One filter: whatever used something in these days can be chosen. */
function Choice({ name, filter }: { name: UsageFilterName & UsageCut; filter: UsageFilterState }) {
  const { question, values, change } = filter
  const inBrowser = useInBrowser()
  const { data } = useQuery({
    ...usageQuery(withoutFilters(question, name)),
    enabled: inBrowser,
    placeholderData: previous => previous,
  })
  const chosen = values[name]
  const rows = (data?.rows ?? []).filter(row => row.key !== '').slice(0, mostChoices)
  const isKnown = chosen === null || rows.some(row => row.key === chosen)
  return (
    <Select
      aria-label={cutNames[name]}
      className="max-w-48"
      value={chosen ?? ''}
      onChange={event => void change({ [name]: event.target.value || null })}
    >
      <option value="">Any {cutNames[name].toLowerCase()}</option>
      {isKnown ? null : (
        <option value={chosen}>{data?.rows.find(row => row.key === chosen)?.label ?? 'Chosen'}</option>
      )}
      {rows.map(row => (
        <option key={row.key} value={row.key}>
          {row.label}
        </option>
      ))}
    </Select>
  )
}

/** The same days, cut by the filter. */
function withoutFilters({ from, to, days }: UsageQuestion, by: UsageCut): UsageQuestion {
  const set = Object.entries({ from, to, days }).filter(([, value]) => value !== undefined)
  return { ...(Object.fromEntries(set) as Record<string, string | number>), by }
}
