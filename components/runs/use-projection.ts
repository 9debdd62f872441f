'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { isEnded } from '../../lib/runs/rules'
import { isAlone, openChildren, type RunState, stepsOver } from '../../lib/runs/run-state'
import { addTotals, findBranch } from '../../lib/runs/tree'
import { projectionQuery } from '../../lib/usage/forecast/queries'
import type { Projection } from '../../lib/usage/forecast/schema'
import type { UsageTotals } from '../../lib/usage/schema'
import { useTeam } from './use-team'

/** While others work for this run, their figures move without an event of it. */
const besideMs = 5_000

/**
 * What the log of a run does not tell: where it is going, and what others draw on its budget. Of a run that works
 * alone and has ended, or has not answered yet, it is asked only where somebody looks closer.
 */
export function useProjection(state: RunState, closer = false): Projection | null {
  const open = openChildren(state).length
  const ended = isEnded(state.status)
  const { data } = useQuery({
    ...projectionQuery(state.runId, [momentOf(state), state.status, open].join('/')),
    refetchInterval: open > 0 && !ended ? besideMs : false,
    enabled:
      state.model?.scripted === false && (closer || (!ended && stepsOver(state) > 0) || !isAlone(state)),
  })
  if (!data) return null
  // What was asked while it worked may still be at hand, and goes nowhere any more.
  return ended ? { ...data, forecast: null } : data
}

/** Each of the first steps says much; later ones are taken by eight, so that a fast run does not ask all the time. */
function momentOf(state: RunState): number {
  const over = stepsOver(state)
  return over < 16 ? over : over - (over % 8)
}

export interface Below {
  runs: number
  usage: UsageTotals
}

/** What the runs below this one have used, live; null where there are none. */
export function useBelow(state: RunState): Below | null {
  const team = useTeam(state)
  return useMemo(() => {
    const branch = team && findBranch(team, state.runId)
    const [first, ...rest] = branch?.children ?? []
    if (!branch || !first) return null
    return {
      runs: branch.below,
      usage: rest.reduce((sum, child) => addTotals(sum, child.usage), first.usage),
    }
  }, [team, state.runId])
}
