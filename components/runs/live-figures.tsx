'use client'

import type { ReactNode } from 'react'
import { budgetStandings, cacheShare, contextFill } from '../../lib/runs/burn'
import { compactionLine } from '../../lib/runs/compaction'
import { usageTotalsOf } from '../../lib/runs/projection'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { addTotals } from '../../lib/runs/tree'
import { formatCount, formatPlural } from '../../lib/shared/format'
import type { Forecast } from '../../lib/usage/forecast/schema'
import { basisWords, dollarRange, tokenRange, tooFewWords } from '../../lib/usage/forecast/words'
import { totalTokens } from '../../lib/usage/words'
import { LimitBar } from '../common/limit-bar'
import { useMoney } from '../common/money'
import { RunFigures } from '../common/run-figures'
import { BurnRate } from './burn-rate'
import { CacheCurve } from './cache-section'
import { forecastNow } from './forecast-now'
import { standingWords } from './standing-words'
import { TokenTable } from './token-table'
import { type Below, useBelow, useProjection } from './use-projection'

/** Every figure of a run as it stands: budget, counters, speed, where it is going, context, cache, and its parts. */
export function LiveFigures({ state, curve = true }: { state: RunState; curve?: boolean }) {
  const money = useMoney()
  const projection = useProjection(state, true)
  const below = useBelow(state)
  const own = usageTotalsOf(state)
  const forecast =
    projection?.forecast && forecastNow(projection.forecast, below ? addTotals(own, below.usage) : own)
  const scripted = state.model?.scripted ?? false
  const standings = scripted ? [] : budgetStandings(state, projection?.elsewhere ?? null)
  return (
    <div className="flex flex-col gap-3">
      {standings.map(standing => (
        <div key={standing.unit}>
          <LimitBar {...standing} label={standingWords(standing, money)} />
          <p className="tabular mt-1 text-meta text-muted">{standingWords(standing, money)}</p>
        </div>
      ))}
      <TokenTable state={state} />
      <dl className="flex flex-col gap-2 empty:hidden">
        {below ? <Parts state={state} below={below} scripted={scripted} /> : null}
        {!isEnded(state.status) && state.status !== 'paused' && !scripted && state.totals.pricedCalls > 0 ? (
          <Line name="Last minute">
            <BurnRate state={state} projection={projection} />
          </Line>
        ) : null}
        {forecast ? <Projected forecast={forecast} isFork={state.fork !== undefined} /> : null}
        <Fill state={state} />
        <Line name="From cache">
          {Math.round(cacheShare(state.totals) * 100)} % of the input
          {curve ? <CacheCurve state={state} /> : null}
        </Line>
      </dl>
    </div>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="tabular grid grid-cols-[96px_minmax(0,1fr)] gap-x-3">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Parts({ state, below, scripted }: { state: RunState; below: Below; scripted: boolean }) {
  const { usage, runs } = below
  const own = usageTotalsOf(state)
  const isPriced = !usage.costUnknown && !own.costUnknown && !scripted
  const [part, rest] = isPriced
    ? [usage.costUsd ?? 0, own.costUsd ?? 0]
    : [totalTokens(usage), totalTokens(own)]
  const share = Math.round((part / Math.max(part + rest, 1e-9)) * 100)
  return (
    <Line name="Handed on">
      <RunFigures usage={usage} scripted={scripted} />
      <span className="block text-meta text-muted">
        {share} % of {isPriced ? 'the whole cost' : 'all tokens'}, by {formatPlural(runs, 'agent')}
      </span>
    </Line>
  )
}

function Projected({ forecast, isFork }: { forecast: Forecast; isFork: boolean }) {
  const { tokens, costMicros } = forecast
  const money = useMoney()
  return (
    <Line name="At the end">
      {tokens === null ? (
        <span className="text-muted">{tooFewWords(forecast)}</span>
      ) : (
        <>
          {costMicros && costMicros.high > 0 ? (
            <span className="block">{dollarRange(costMicros, money)}</span>
          ) : null}
          {tokenRange(tokens)}
          <span className="block text-meta text-muted">
            by {basisWords(forecast)} that came this far{isFork ? ', without the copied steps' : ''}
          </span>
        </>
      )}
    </Line>
  )
}

/** How full the window is, and from where on the context is told shorter. */
function Fill({ state }: { state: RunState }) {
  const fill = contextFill(state)
  if (!fill) return null
  const { tokens, window } = fill
  const line = compactionLine(state)
  const whole = Math.max(window ?? line, tokens)
  const part = (value: number) => `${Math.min(100, (value / whole) * 100)}%`
  const words = window
    ? `${formatCount(tokens)} of ${formatCount(window)} tokens, ${Math.round((tokens / window) * 100)} %`
    : `${formatCount(tokens)} tokens`
  const told = `Told shorter from ${formatCount(line)}`
  return (
    <Line name="Context">
      {words}
      <span role="img" aria-label={`${words}. ${told}`} className="relative mt-1.5 block py-1">
        <span className="block h-1.5 overflow-hidden rounded-full bg-selected">
          <span
            className="block h-full bg-token-fresh transition-[width] duration-180 ease-out"
            style={{ width: part(tokens) }}
          />
        </span>
        <span aria-hidden className="absolute top-0 h-3.5 w-px bg-waiting" style={{ left: part(line) }} />
      </span>
      <span className="block text-meta text-muted">{told}</span>
    </Line>
  )
}
