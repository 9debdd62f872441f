/** How long a vendor is asked to keep a run's prefix: five minutes, or an hour where that is cheaper. Pure. */
import { cacheFactsOf } from './cache-facts'
import { contextTokens } from './context-size'
import { openApprovals, type RunState } from './run-state'

export type CacheLifetime = '5m' | '1h'

/** What the choice rests on. Tokens of a run so far, and pauses that only the longer life outlasts. */
export interface LifetimeSums {
  /** Calls that were answered. */
  calls: number
  /** Pauses between two calls that are longer than the short life and shorter than the long one. */
  pauses: number
  /** Tokens of the whole prefix now. */
  prefix: number
  /** Tokens that each call adds. */
  added: number
}

/** Prices with fresh input at 1. */
export interface LifetimePrices {
  write: number
  longWrite: number
  read: number
}

/**
 * The longer life costs `longWrite - write` for each token that a call adds. It saves, at each pause, writing the whole
 * prefix again instead of reading it: `write - read` for each of its tokens. At Anthropic's prices (1.25, 2 and 0.1) a
 * run with 50,000 tokens that grows by 1,000 a call gains as soon as one call in 77 comes after such a pause:
 * 1.15 × 50,000 = 57,500 against 0.75 × 1,000 × 76.
 */
export function longLifePays({ calls, pauses, prefix, added }: LifetimeSums, price: LifetimePrices): boolean {
  const saved = pauses * prefix * (price.write - price.read)
  return saved > Math.max(1, calls) * added * (price.longWrite - price.write)
}

/** The life to ask for with the next call. Vendors with one life only take what they give. */
export function cacheLifetimeOf(state: RunState): CacheLifetime {
  const facts = cacheFactsOf(state.model)
  const { lastsMs, longMs, longWrite } = facts
  if (lastsMs === null || longMs === undefined || longWrite === undefined) return '5m'
  const price = { write: facts.write, longWrite, read: facts.read }
  return longLifePays(sumsOf(state, lastsMs, longMs), price) ? '1h' : '5m'
}

function sumsOf(state: RunState, lastsMs: number, longMs: number): LifetimeSums {
  let before: { calledAt: number; input: number } | undefined
  let [calls, pauses, added] = [0, 0, 0]
  for (const { attempts } of state.steps) {
    const last = attempts.at(-1)
    if (!last?.usage) continue
    const calledAt = Date.parse(last.calledAt)
    const { inputFresh, cacheRead, cacheWrite5m, cacheWrite1h } = last.usage
    const input = inputFresh + cacheRead + cacheWrite5m + cacheWrite1h
    calls += 1
    if (before) {
      const gap = calledAt - before.calledAt
      if (gap >= lastsMs && gap < longMs) pauses += 1
      added += Math.max(0, input - before.input)
    }
    before = { calledAt, input }
  }
  const prefix = before?.input ?? contextTokens(state)
  return { calls, pauses: pauses + pausesAhead(state), prefix, added: added / Math.max(1, calls - 1) }
}

/** A pause that is known to come: a plan that a person has still to approve, or another word that is asked for. */
function pausesAhead(state: RunState): number {
  const { planGate } = state.created.recipe
  const isGateShut =
    planGate === true && !state.approvals.some(one => one.kind === 'plan' && one.decided?.verdict === 'allow')
  return isGateShut || openApprovals(state).length > 0 ? 1 : 0
}
