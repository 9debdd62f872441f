/** How fast a run spends, what it holds of its budget, and how full its context is. Pure. */
import type { Projection } from '../usage/forecast/schema'
import { callsOf, openSideCall } from './calls'
import { openAttempt, type RunState } from './run-state'

const windowMs = 60_000

/** Micro-dollars a minute over the last 60 seconds of work; null while nothing with a price was called. */
export function burnPerMinute(state: RunState, now: number): number | null {
  if (!state.startedAt || state.totals.pricedCalls === 0) return null
  const from = Math.max(Date.parse(state.startedAt), now - windowMs)
  const spent = callsOf(state)
    .filter(attempt => attempt.endedAt && Date.parse(attempt.endedAt) >= from)
    .reduce((sum, attempt) => sum + (attempt.cost?.micros ?? 0), 0)
  // Less than ten seconds would make one call look like a fortune.
  return (spent / Math.max(10_000, now - from)) * 60_000
}

/** Tokens of the last request that was answered, and the size of the window where it is known. */
export function contextFill(state: RunState): { tokens: number; window: number | null } | null {
  const last = state.steps.findLast(step => step.attempts.at(-1)?.usage)?.attempts.at(-1)?.usage
  if (!last) return null
  return {
    tokens: last.inputFresh + last.cacheRead + last.cacheWrite5m + last.cacheWrite1h,
    window: state.model?.contextTokens ?? null,
  }
}

/** Part of the input that was read from the provider's cache, 0 to 1. */
export function cacheShare(usage: {
  inputFresh: number
  cacheRead: number
  cacheWrite5m: number
  cacheWrite1h: number
}): number {
  const input = usage.inputFresh + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
  return input === 0 ? 0 : usage.cacheRead / input
}

/** One limit of a run's budget with what counts on it: dollars, or tokens. */
export interface BudgetStanding {
  unit: 'usd' | 'tokens'
  limit: number
  spent: number
  /** Held back by calls under way. */
  reserved: number
}

/** How the run's budget stands: by its own log, and by what others draw on it as far as that is known. */
export function budgetStandings(
  state: RunState,
  elsewhere: Projection['elsewhere'] = null,
): BudgetStanding[] {
  const { budget, totals } = state
  const held = [openAttempt(state)?.reserved, openSideCall(state)?.reserved].filter(one => one !== undefined)
  const tokens = {
    unit: 'tokens' as const,
    spent: allTokens(totals) + (elsewhere?.spent.tokens ?? 0),
    reserved: held.reduce((sum, one) => sum + one.tokens, elsewhere?.reserved.tokens ?? 0),
  }
  const micros = totals.costMicros + (elsewhere?.spent.costMicros ?? 0)
  const heldMicros = held.reduce((sum, one) => sum + (one.micros ?? 0), elsewhere?.reserved.costMicros ?? 0)
  const usd = { unit: 'usd' as const, spent: micros / 1e6, reserved: heldMicros / 1e6 }
  return [
    ...(budget.usd === undefined ? [] : [{ ...usd, limit: budget.usd }]),
    ...(budget.tokens === undefined ? [] : [{ ...tokens, limit: budget.tokens }]),
  ]
}

/** Tokens of all kinds. */
export function allTokens(totals: RunState['totals']): number {
  return (
    totals.inputFresh +
    totals.cacheRead +
    totals.cacheWrite5m +
    totals.cacheWrite1h +
    totals.outputText +
    totals.reasoning
  )
}
