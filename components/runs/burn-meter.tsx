'use client'

import dynamic from 'next/dynamic'
import { budgetStandings } from '../../lib/runs/burn'
import { usageTotalsOf } from '../../lib/runs/projection'
import type { RunState } from '../../lib/runs/run-state'
import { addTotals } from '../../lib/runs/tree'
import { costWords, tokenWords } from '../../lib/usage/words'
import { LimitBar } from '../common/limit-bar'
import { useMoney } from '../common/money'
import { Popover } from '../ui/popover'
import { BurnRate } from './burn-rate'
import { standingWords } from './standing-words'
import { useBelow, useProjection } from './use-projection'

const LiveFigures = dynamic(() => import('./live-figures').then(module => module.LiveFigures))
const ProjectedTotal = dynamic(() => import('./projected-total').then(module => module.ProjectedTotal))

/** What the run and those below it have used of its budget, how fast, and where it is going; opened, every counter. */
export function BurnMeter({ state }: { state: RunState }) {
  const money = useMoney()
  const projection = useProjection(state)
  const below = useBelow(state)
  const own = usageTotalsOf(state)
  const usage = below ? addTotals(own, below.usage) : own
  const forecast = projection?.forecast
  const scripted = state.model?.scripted ?? false
  const [standing] = scripted ? [] : budgetStandings(state, projection?.elsewhere ?? null)
  return (
    <Popover
      label="Tokens and cost"
      align="end"
      className="scroll-quiet max-h-[80dvh] w-84 overflow-y-auto"
      trigger={
        <button
          type="button"
          className="flex h-8 items-center gap-3 rounded-control px-2 transition-colors duration-150 hover:bg-hover"
        >
          {standing ? (
            <span className="w-16 max-xl:hidden">
              <LimitBar {...standing} label={standingWords(standing, money)} thin />
            </span>
          ) : null}
          <span className="tabular whitespace-nowrap">
            <span className="font-medium">{costWords(usage, money, scripted)}</span>
            {standing?.unit === 'usd' ? (
              <span className="text-muted"> of {money.limit(standing.limit)}</span>
            ) : null}
            <span className="text-muted"> · {tokenWords(usage, scripted)}</span>
          </span>
          <span className="text-muted max-lg:hidden">
            <BurnRate state={state} projection={projection} />
          </span>
          {forecast?.tokens ? <ProjectedTotal forecast={forecast} usage={usage} /> : null}
          <span className="sr-only">, show every counter</span>
        </button>
      }
    >
      <LiveFigures state={state} />
    </Popover>
  )
}
