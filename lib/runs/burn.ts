/** How fast a run spends, and how full its context is. Pure. */
import { callsOf } from './calls'
import type { RunState } from './run-state'

const windowMs = 2 * 60_000

/** Whole micro-dollars a minute over the last two minutes of work; null while nothing with a price was called. */
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
