'use client'

import dynamic from 'next/dynamic'
import { burnPerMinute, cacheShare, contextFill } from '../../lib/runs/burn'
import { usageTotalsOf } from '../../lib/runs/projection'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { formatCount } from '../../lib/shared/format'
import { costWords, tokenWords } from '../../lib/usage/words'
import { BudgetBar } from '../common/budget-bar'
import { useMoney } from '../common/money'
import { useNow } from '../common/use-now'
import { Popover } from '../ui/popover'

const TokenTable = dynamic(() => import('./token-table').then(module => module.TokenTable))

/** What the run has used of its budget and how fast; opened, every counter. */
export function BurnMeter({ state }: { state: RunState }) {
  const money = useMoney()
  const usage = usageTotalsOf(state)
  const scripted = state.model?.scripted ?? false
  const { budget } = state.created.recipe
  return (
    <Popover
      label="Tokens and cost"
      align="end"
      className="w-80"
      trigger={
        <button
          type="button"
          className="flex h-8 items-center gap-3 rounded-control px-2 transition-colors duration-150 hover:bg-hover"
        >
          <BudgetBar usage={usage} budget={budget} className="w-16 max-xl:hidden" />
          <span className="tabular whitespace-nowrap">
            <span className="font-medium">{costWords(usage, money, scripted)}</span>
            {budget.usd !== undefined && !scripted ? (
              <span className="text-muted"> of {money.limit(budget.usd)}</span>
            ) : null}
            <span className="text-muted"> · {tokenWords(usage, scripted)}</span>
          </span>
          <BurnRate state={state} />
          <span className="sr-only">, show every counter</span>
        </button>
      }
    >
      <TokenTable state={state} />
      <Notes state={state} />
    </Popover>
  )
}

export function BurnRate({ state }: { state: RunState }) {
  const money = useMoney()
  const live = !isEnded(state.status) && state.status !== 'paused'
  const now = useNow(2000, live)
  const rate = live && !state.model?.scripted ? burnPerMinute(state, now) : null
  if (rate === null) return null
  return <span className="tabular whitespace-nowrap text-muted max-lg:hidden">{money(rate / 1e6)}/min</span>
}

export function Notes({ state }: { state: RunState }) {
  const fill = contextFill(state)
  return (
    <p className="tabular mt-1 flex flex-wrap gap-x-4 text-meta text-muted">
      <span>{Math.round(cacheShare(state.totals) * 100)} % of the input from cache</span>
      {fill ? (
        <span>
          Context {formatCount(fill.tokens)}
          {fill.window
            ? ` of ${formatCount(fill.window)} (${Math.round((fill.tokens / fill.window) * 100)} %)`
            : ' tokens'}
        </span>
      ) : null}
    </p>
  )
}
