'use client'

import { useMemo, useState } from 'react'
import { bustText, bustTitle } from '../../lib/runs/bust-words'
import {
  type CacheBust,
  type CachedCall,
  type CacheHistory,
  cacheHistory,
} from '../../lib/runs/cache-history'
import type { RunState } from '../../lib/runs/run-state'
import { formatCount, formatPlural, formatWhole } from '../../lib/shared/format'
import { useMoney } from '../common/money'
import { classNames } from '../ui/class-names'
import { useRun } from './run-context'

/** Losses that are listed before the rest is asked for. */
const shownAtFirst = 5

type Busted = CachedCall & { bust: CacheBust }

/** How much of each request came from the provider's cache, and where and why it did not. */
export function CacheSection({ state }: { state: RunState }) {
  const history = useMemo(() => cacheHistory(state), [state])
  const [open, setOpen] = useState<string | null>(null)
  const [all, setAll] = useState(false)
  const { selectStep } = useRun()
  const { calls, belowMinimum } = history
  if (calls.length < 2) return null
  const busts = calls.filter((call): call is Busted => call.bust !== null)
  const toggle = (call: CachedCall) => {
    setOpen(open === call.callId ? null : call.callId)
    selectStep(call.step)
  }
  const sorted = busts.toSorted((a, b) => weightOf(b) - weightOf(a))
  const shown = all ? sorted : sorted.slice(0, shownAtFirst)
  const hidden = busts.find(one => one.callId === open && !shown.includes(one))
  return (
    <section aria-label="Prompt cache" className="mt-5">
      <h2 className="mb-1 text-body">Cache</h2>
      <Sums history={history} busts={busts.length} />
      <Sparkline calls={calls} open={open} onOpen={toggle} />
      {belowMinimum ? (
        <p className="mt-1.5 text-meta text-muted">
          {formatPlural(belowMinimum.calls, 'call')} began with less than the{' '}
          {formatWhole(belowMinimum.minimum)} tokens from which this provider caches, so nothing could be
          read.
        </p>
      ) : null}
      <ul className="mt-1.5">
        {[...(hidden ? [hidden] : []), ...shown].map(call => (
          <BustRow
            key={call.callId}
            call={call}
            open={open === call.callId}
            onToggle={() => toggle(call)}
            scripted={state.model?.scripted ?? false}
          />
        ))}
      </ul>
      {sorted.length > shownAtFirst ? (
        <button
          type="button"
          onClick={() => setAll(!all)}
          className="mt-0.5 min-h-7 rounded-control px-1.5 text-meta text-muted hover:bg-hover hover:text-ink max-md:min-h-9"
        >
          {all ? 'Show the dearest only' : `Show all ${sorted.length}`}
        </button>
      ) : null}
    </section>
  )
}

function weightOf({ bust }: Busted): number {
  return bust.micros ?? bust.lostTokens
}

function Sums({ history, busts }: { history: CacheHistory; busts: number }) {
  const money = useMoney()
  const { input, read, readable, lostMicros, lostTokens } = history
  const percent = (tokens: number) => `${((tokens / Math.max(1, input)) * 100).toFixed(1)} %`
  return (
    <p className="tabular flex flex-wrap gap-x-4 text-meta text-muted">
      <span>
        <span className="text-ink">{percent(read)}</span> read from cache
      </span>
      <span>{percent(readable)} was possible</span>
      {busts > 0 ? (
        <span>
          Lost {busts === 1 ? 'once' : `${busts} times`}: {formatCount(lostTokens)} tokens
          {lostMicros === null ? '' : `, ${money(lostMicros / 1e6)}`}
        </span>
      ) : null}
    </p>
  )
}

const height = 36

interface SparklineProps {
  calls: readonly CachedCall[]
  open: string | null
  onOpen: (call: CachedCall) => void
}

/** One column a call: how much of it was read. Each loss is a mark that opens its explanation. */
function Sparkline({ calls, open, onOpen }: SparklineProps) {
  const path = useMemo(() => areaOf(calls), [calls])
  const mean = calls.reduce((sum, call) => sum + call.read / call.input, 0) / calls.length
  const label = `Read from cache by call: ${formatPlural(calls.length, 'call')}, ${Math.round(mean * 100)} % on average`
  return (
    <div className="mt-2">
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${calls.length} ${height}`}
        preserveAspectRatio="none"
        className="block w-full rounded-sm bg-sunken"
        style={{ height }}
      >
        <path d={path} className="fill-token-cache-read" />
      </svg>
      <div className="relative h-4">
        {calls.map((call, index) =>
          call.bust ? (
            <button
              key={call.callId}
              type="button"
              aria-label={`Step ${call.step}: ${bustTitle(call.bust)}`}
              aria-expanded={open === call.callId}
              title={`Step ${call.step}: ${bustTitle(call.bust)}`}
              onClick={() => onOpen(call)}
              className="group absolute -top-9 flex h-13 w-4 -translate-x-1/2 flex-col items-center justify-end rounded-sm"
              style={{ left: `${((index + 0.5) / calls.length) * 100}%` }}
            >
              <span
                aria-hidden
                className={classNames(
                  'mb-1 size-2 rotate-45 rounded-[2px] transition-transform duration-150 group-hover:scale-125',
                  open === call.callId ? 'bg-accent' : 'bg-waiting',
                )}
              />
            </button>
          ) : null,
        )}
      </div>
    </div>
  )
}

/** Steps from column to column: a rate belongs to its call and is not interpolated. */
function areaOf(calls: readonly CachedCall[]): string {
  const tops = calls.map(({ read, input }, index) => {
    const y = (height * (1 - read / input)).toFixed(1)
    return `L${index} ${y}L${index + 1} ${y}`
  })
  return `M0 ${height}${tops.join('')}L${calls.length} ${height}Z`
}

interface BustRowProps {
  call: Busted
  open: boolean
  onToggle: () => void
  scripted: boolean
}

function BustRow({ call, open, onToggle, scripted }: BustRowProps) {
  const money = useMoney()
  const { bust, step } = call
  const price = bust.micros === null ? 'price unknown' : money(bust.micros / 1e6)
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="tabular flex min-h-7 w-full items-center gap-2 rounded-control px-1.5 text-left text-meta hover:bg-hover max-md:min-h-9"
      >
        <span className="w-7 shrink-0 font-mono text-faint">{step}</span>
        <span className="min-w-0 flex-1 truncate">{bustTitle(bust)}</span>
        <span className="shrink-0 text-muted">{formatCount(bust.lostTokens)}</span>
        <span className="min-w-16 shrink-0 text-right">{scripted ? '–' : price}</span>
      </button>
      {open ? <Explanation bust={bust} /> : null}
    </li>
  )
}

function Explanation({ bust }: { bust: CacheBust }) {
  const { place, lostTokens } = bust
  return (
    <div className="mb-2 ml-10 border-l-2 border-strong pl-3 text-meta text-muted">
      <p>
        {bustText(bust)} {formatWhole(lostTokens)} tokens were paid for again.
      </p>
      {place ? (
        <dl className="mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-1">
          <dt>Where</dt>
          <dd className="text-ink">
            {place.message < 0 ? (place.part ?? 'The fixed part') : `Message ${place.message + 1}`}
          </dd>
          <dt>Before</dt>
          <Excerpt text={place.was} className="bg-removed" />
          <dt>Then</dt>
          <Excerpt text={place.is} className="bg-added" />
        </dl>
      ) : null}
    </div>
  )
}

function Excerpt({ text, className }: { text: string; className: string }) {
  return (
    <dd
      className={classNames(
        'overflow-x-auto whitespace-pre-wrap break-words rounded-sm px-1 font-mono text-ink',
        className,
      )}
    >
      {text === '' ? '(nothing)' : text}
    </dd>
  )
}
