/** What it brings and costs to make the context shorter, forecast from the log before it is done. Pure. */
import { counterRate } from '../usage/counter-rate'
import type { UsageRecord } from '../usage/schema'
import { cacheFactsOf } from './cache-facts'
import { sizeOf, sum, tokensOf } from './context-size'
import { inputTokensOf } from './input-cost'
import { type ModelAttempt, ownSteps, type RunState, stepsOver } from './run-state'

/** Calls that are still to come: at least, most likely, at most. */
export interface CallRange {
  least: number
  likely: number
  most: number
}

export interface CompactionForecast {
  /** Tokens that each later call no longer carries, and tokens that the next one sends anew although they were cached. */
  removed: number
  rewritten: number
  calls: CallRange
  /** Micro-dollars for the likely number of calls; null where no price is known. */
  savedMicros: number | null
  rewriteMicros: number | null
  summaryMicros: number | null
  profitMicros: number | null
  /** The window left no choice. */
  forced: boolean
}

/** What one shortening changes; the decision and the forecast rest on the same sums. */
export interface Shortening {
  removed: number
  rewritten: number
  /** Tokens in and out of the call that writes the summary; 0 where there is none. */
  summaryInput: number
  summaryOutput: number
}

/** Prices of one token in any one unit. */
export interface TokenPrices {
  /** Sending again what was sent before, as often from the cache as this run has it. */
  again: number
  /** Sending it for the first time, kept in the cache where the vendor charges for that. */
  anew: number
  output: number
  /** False: relative to fresh input, from what is known of the vendor. */
  inMicros: boolean
}

/** Of the profit with `calls` calls to come, in the unit of the prices. */
export function profitOf(change: Shortening, calls: number, price: TokenPrices) {
  const saved = change.removed * calls * price.again
  const rewrite = change.rewritten * Math.max(0, price.anew - price.again)
  const summary = change.summaryInput * price.anew + change.summaryOutput * price.output
  return { saved, rewrite, summary, profit: saved - rewrite - summary }
}

export function forecastOf(state: RunState, change: Shortening, forced: boolean): CompactionForecast {
  const price = pricesOf(state)
  const calls = callsToCome(state)
  const { saved, rewrite, summary, profit } = profitOf(change, calls.likely, price)
  const micros = (value: number): number | null => (price.inMicros ? Math.round(value) : null)
  return {
    removed: change.removed,
    rewritten: change.rewritten,
    calls,
    savedMicros: micros(saved),
    rewriteMicros: micros(rewrite),
    summaryMicros: micros(summary),
    profitMicros: micros(profit),
    forced,
  }
}

/** Nobody knows more calls ahead than this. */
const mostCalls = 500

/**
 * Calls to come. With a plan of which something is done: its open steps, at as many calls each as the done ones took.
 * Otherwise a run of which nothing else is known is as likely to be half way as anywhere: as many as it has made. Never
 * more than the limits of steps and of money leave; the range is half and double.
 */
export function callsToCome(state: RunState): CallRange {
  if (state.closing) return { least: 1, likely: 1, most: 1 }
  const made = ownSteps(state).filter(step => step.repliedAt !== undefined).length
  const steps = state.plan?.steps ?? []
  const open = steps.filter(({ status }) => status === 'todo' || status === 'doing').length
  const done = steps.filter(({ status }) => status === 'done').length
  const told = done > 0 ? Math.ceil((open * made) / done) : Math.max(made, open)
  const most = Math.max(1, Math.min(mostCalls, stepsLeft(state), callsPaidFor(state)))
  const within = (calls: number): number => Math.max(1, Math.min(most, calls))
  // A plan whose steps are all done needs an answer, and perhaps a last look.
  const likely = within(steps.length > 0 && open === 0 ? 2 : told)
  return { least: within(Math.floor(likely / 2)), likely, most: within(likely * 2) }
}

function stepsLeft({ limits, steps, fork }: RunState): number {
  return limits.steps - (steps.length - (fork?.fromStep ?? 0))
}

/** Calls that what is left of the run's own budget pays for, at the mean of the last ones. */
function callsPaidFor(state: RunState): number {
  const { usd } = state.budget
  const recent = usedAttempts(state).slice(-10)
  const costs = recent.flatMap(attempt => attempt.cost?.micros ?? [])
  const mean = sum(costs) / Math.max(1, costs.length)
  if (usd === undefined || mean <= 0) return mostCalls
  return Math.floor((usd * 1_000_000 - state.totals.costMicros) / mean)
}

type Used = ModelAttempt & { usage: UsageRecord }

function usedAttempts(state: RunState): Used[] {
  return state.steps
    .slice(-12)
    .flatMap(step => step.attempts.filter((attempt): attempt is Used => attempt.usage !== undefined))
}

/** Prices as the run has met them: from its last price row, or relative ones of its vendor. */
export function pricesOf(state: RunState): TokenPrices {
  const used = usedAttempts(state)
  const last = used.findLast(attempt => attempt.cost?.price)
  const facts = cacheFactsOf(state.model)
  const hit = hitRate(used)
  if (!last?.cost?.price) {
    // Output is about five times as dear as input wherever prices are known.
    const read = hit === null ? facts.read : hit * facts.read + (1 - hit)
    return { again: read, anew: facts.write, output: 5, inMicros: false }
  }
  const { price } = last.cost
  const rate = (counter: keyof UsageRecord): number => counterRate(price, counter) ?? 0
  const { cacheWrite5m, cacheWrite1h } = last.usage
  const anew = rate(cacheWrite1h > 0 ? 'cacheWrite1h' : cacheWrite5m > 0 ? 'cacheWrite5m' : 'inputFresh')
  const share = hit ?? 1
  return {
    again: share * rate('cacheRead') + (1 - share) * anew,
    anew,
    output: rate('outputText'),
    inMicros: true,
  }
}

/** Of what the last calls had sent before, the part that was read from the cache; null while too few tell. */
function hitRate(used: readonly Used[]): number | null {
  if (used.length < 4) return null
  let [read, readable] = [0, 0]
  for (const [index, { usage }] of used.entries()) {
    const before = used[index - 1]
    if (!before) continue
    const could = Math.min(inputTokensOf(before.usage), inputTokensOf(usage))
    readable += could
    read += Math.min(could, usage.cacheRead)
  }
  return readable === 0 ? null : read / readable
}

/** Tokens at the start of the next request that stay as they were when everything from `step` on changes. */
export function keptBefore(state: RunState, step: number, tokensBefore: number): number {
  const after = state.steps.filter(one => one.step >= step).map(one => sizeOf(state, one))
  return Math.max(firstTokens(state), tokensBefore - tokensOf(sum(after)))
}

/** Tokens with which every request of the run begins: what the first one reported. */
export function firstTokens(state: RunState): number {
  const usage = state.steps[0]?.attempts.findLast(attempt => attempt.usage)?.usage
  return usage ? inputTokensOf(usage) : 0
}

/** Tokens that the largest of the newest turns has added: the next one may add as much. */
export function largestTurn(state: RunState): number {
  const newest = state.steps.slice(Math.max(0, stepsOver(state) - 4), stepsOver(state))
  return Math.max(0, ...newest.map(step => tokensOf(sizeOf(state, step))))
}
