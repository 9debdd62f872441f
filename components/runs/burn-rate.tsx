'use client'

import { burnPerMinute } from '../../lib/runs/burn'
import { isEnded } from '../../lib/runs/rules'
import { openChildren, type RunState } from '../../lib/runs/run-state'
import type { Projection } from '../../lib/usage/forecast/schema'
import { useMoney } from '../common/money'
import { useNow } from '../common/use-now'

interface BurnRateProps {
  state: RunState
  projection: Projection | null
}

/** Dollars a minute over the last one, those of the runs below it too while they work. */
export function BurnRate({ state, projection }: BurnRateProps) {
  const money = useMoney()
  const live = !isEnded(state.status) && state.status !== 'paused'
  const now = useNow(2000, live)
  const own = live && !state.model?.scripted ? burnPerMinute(state, now) : null
  if (own === null) return null
  const below = openChildren(state).length > 0 ? (projection?.below.lastMinuteMicros ?? 0) : 0
  return <span className="tabular whitespace-nowrap">{money((own + below) / 1e6)}/min</span>
}
