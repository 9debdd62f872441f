/** What a compaction has really brought and cost since, from what the calls after it reported. Pure. */
import { counterRate } from '../usage/counter-rate'
import { inputTokensOf } from './input-cost'
import { isEnded } from './rules'
import type { Compaction, ModelAttempt, RunState } from './run-state'

export interface CompactionResult {
  /** Calls since, up to the next compaction. */
  calls: number
  /** Tokens fewer in the first of them than the next request would have had. */
  removed: number
  /** Whole micro-dollars; null where a price is not known. */
  savedMicros: number | null
  rewriteMicros: number | null
  summaryMicros: number | null
  netMicros: number | null
  /** Nothing more will be added. */
  settled: boolean
}

type Used = ModelAttempt & { usage: NonNullable<ModelAttempt['usage']> }

/** Null before the first call after it. `index`: its place in `state.compactions`. */
export function compactionResult(state: RunState, index: number): CompactionResult | null {
  const compaction = state.compactions[index]
  if (!compaction) return null
  const next = state.compactions[index + 1]
  const calls = callsBetween(state, compaction, next)
  const [first] = calls
  if (!first) return null
  const removed = Math.max(0, compaction.tokensBefore - inputTokensOf(first.usage))
  const saved = total(calls.map(call => ratePart(call, removed)))
  const rewrite = rewriteMicros(compaction, first, lastBefore(state, compaction))
  const summary = summaryMicros(state, compaction)
  const isKnown = saved !== null && rewrite !== null && summary !== null
  return {
    calls: calls.length,
    removed,
    savedMicros: saved,
    rewriteMicros: rewrite,
    summaryMicros: summary,
    netMicros: isKnown ? saved - rewrite - summary : null,
    settled: next !== undefined || isEnded(state.status),
  }
}

function callsBetween(state: RunState, from: Compaction, until: Compaction | undefined): Used[] {
  return state.steps
    .filter(step => step.step >= from.step && (!until || step.step <= until.step))
    .flatMap(step => step.attempts)
    .filter(isUsed)
    .filter(call => call.calledAt >= from.at && (!until || call.calledAt < until.at))
}

function lastBefore(state: RunState, { at, step }: Compaction): Used | undefined {
  return state.steps
    .slice(0, step)
    .flatMap(one => one.attempts)
    .filter(isUsed)
    .findLast(call => call.calledAt < at)
}

function isUsed(attempt: ModelAttempt): attempt is Used {
  return attempt.usage !== undefined && inputTokensOf(attempt.usage) > 0
}

/** What these tokens would have cost in this call, read from the cache as what was read in it. */
function ratePart({ cost }: Used, tokens: number): number | null {
  const rate = cost?.price ? counterRate(cost.price, 'cacheRead') : null
  return rate === null ? null : Math.round(tokens * rate)
}

/** Tokens that the first call paid for anew although they had been sent before, less what reading them costs. */
function rewriteMicros(compaction: Compaction, first: Used, before: Used | undefined): number | null {
  if (!first.cost?.price) return null
  const { price } = first.cost
  const { usage } = first
  const rate = (counter: keyof typeof usage): number => counterRate(price, counter) ?? 0
  const unread = inputTokensOf(usage) - usage.cacheRead
  if (unread === 0) return 0
  const paid =
    usage.inputFresh * rate('inputFresh') +
    usage.cacheWrite5m * rate('cacheWrite5m') +
    usage.cacheWrite1h * rate('cacheWrite1h')
  // What the last turn has added would have been new in any case.
  const added = before ? Math.max(0, compaction.tokensBefore - inputTokensOf(before.usage)) : 0
  return Math.round(Math.max(0, unread - added) * Math.max(0, paid / unread - rate('cacheRead')))
}

function summaryMicros(state: RunState, { step, at, kind }: Compaction): number | null {
  if (kind === 'mask') return 0
  const calls = state.sideCalls.filter(
    call => call.purpose === 'summary' && call.step === step && call.calledAt <= at && call.usage,
  )
  return total(calls.map(call => call.cost?.micros ?? null))
}

function total(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>((all, part) => (all === null || part === null ? null : all + part), 0)
}
