/** What each call of a run read from the provider's cache, what it could have read, and why it did not. Pure. */
import { counterRate } from '../usage/counter-rate'
import { type BustCause, bustCause } from './bust-cause'
import { type CacheFacts, cacheFactsOf } from './cache-facts'
import type { EventData } from './events'
import type { RecipeModel } from './recipe'
import { type ModelAttempt, ownSteps, type RunState, recipeOf } from './run-state'

export interface CacheBust {
  cause: BustCause
  /** Tokens that were paid for anew although they had been sent before. */
  lostTokens: number
  /** What that cost beyond reading them, whole micro-dollars; null where a price is not known. */
  micros: number | null
  /** Where the request first differs from the last one, as far as the log knows it. */
  place: { message: number; part: 'tools' | 'instructions' | null; was: string; is: string } | null
  /** Milliseconds since the last call, and for how long the vendor keeps an entry that nobody uses. */
  gapMs: number | null
  lastsMs: number | null
}

export interface CachedCall {
  step: number
  callId: string
  at: string
  /** All input tokens, and those of them that were read from the cache. */
  input: number
  read: number
  /** Tokens that the call before had sent, in whole blocks of the vendor: what could have been read at best. */
  readable: number
  bust: CacheBust | null
}

export interface CacheHistory {
  calls: CachedCall[]
  input: number
  read: number
  /** Without any bust: read where it was read, readable where it was not. */
  readable: number
  lostTokens: number
  /** Sum over the busts with a known price; null when none has one. */
  lostMicros: number | null
  /** Calls whose whole prefix was shorter than what the vendor caches; null when there was none. */
  belowMinimum: { calls: number; minimum: number } | null
}

/** Fewer lost tokens than this, or a smaller part of what was readable, is the vendor's rounding. */
const leastLost = { tokens: 300, part: 0.05 }

type Used = ModelAttempt & { usage: NonNullable<ModelAttempt['usage']> }

/** Every call in the conversation that used tokens. Calls beside it have prefixes of their own and are left out. */
export function cacheHistory(state: RunState): CacheHistory {
  const breaks = new Map(state.brokenPrefixes.map(broken => [broken.callId, broken]))
  const models = modelsOf(state)
  const calls: CachedCall[] = []
  let before: Used | undefined
  let below = { calls: 0, minimum: 0 }
  for (const { step, attempts } of ownSteps(state)) {
    for (const attempt of attempts) {
      if (!isUsed(attempt)) continue
      const facts = cacheFactsOf(models(step))
      const sent = before ? inputOf(before) : 0
      if (before && facts.minimum !== null && sent < facts.minimum)
        below = { calls: below.calls + 1, minimum: facts.minimum }
      calls.push(toCall(step, attempt, before, facts, breaks.get(attempt.callId)))
      before = attempt
    }
  }
  return { ...sums(calls), calls, belowMinimum: below.calls > 0 ? below : null }
}

function isUsed(attempt: ModelAttempt): attempt is Used {
  return attempt.usage !== undefined && inputOf(attempt as Used) > 0
}

function inputOf({ usage }: Used): number {
  return usage.inputFresh + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
}

function toCall(
  step: number,
  attempt: Used,
  before: Used | undefined,
  facts: CacheFacts,
  broken: EventData<'prefix-broken'> | undefined,
): CachedCall {
  const input = inputOf(attempt)
  const read = attempt.usage.cacheRead
  const readable = before ? wholeBlocks(Math.min(inputOf(before), input), facts) : 0
  const lostTokens = Math.max(0, readable - read)
  const call = { step, callId: attempt.callId, at: attempt.calledAt, input, read, readable }
  if (!broken && (lostTokens < leastLost.tokens || lostTokens < readable * leastLost.part))
    return { ...call, bust: null }
  const gapMs = before ? Date.parse(attempt.calledAt) - Date.parse(before.calledAt) : null
  const isLong = (before?.usage.cacheWrite1h ?? 0) > 0
  const lastsMs = isLong ? (facts.longMs ?? facts.lastsMs) : facts.lastsMs
  const bust: CacheBust = {
    cause: bustCause(broken, gapMs, lastsMs),
    lostTokens,
    micros: lostMicros(attempt, lostTokens),
    place: broken && broken.was !== broken.is ? placeOf(broken) : null,
    gapMs,
    lastsMs,
  }
  return { ...call, bust }
}

function placeOf({ message, part, was, is }: EventData<'prefix-broken'>): CacheBust['place'] {
  return { message, part: part ?? null, was, is }
}

function wholeBlocks(tokens: number, { minimum, block }: CacheFacts): number {
  return tokens < (minimum ?? 0) ? 0 : Math.floor(tokens / block) * block
}

/** What the lost tokens cost as they were paid, less what reading them costs; from the price row kept with the call. */
function lostMicros({ usage, cost }: Used, lostTokens: number): number | null {
  if (!cost?.price) return null
  const unread = usage.inputFresh + usage.cacheWrite5m + usage.cacheWrite1h
  if (unread === 0 || lostTokens === 0) return 0
  const { price } = cost
  const rate = (counter: keyof typeof usage): number => counterRate(price, counter) ?? 0
  const paid =
    usage.inputFresh * rate('inputFresh') +
    usage.cacheWrite5m * rate('cacheWrite5m') +
    usage.cacheWrite1h * rate('cacheWrite1h')
  return Math.max(0, Math.round(lostTokens * (paid / unread - rate('cacheRead'))))
}

function sums(calls: readonly CachedCall[]) {
  const busts = calls.flatMap(call => call.bust ?? [])
  const priced = busts.flatMap(bust => bust.micros ?? [])
  const add = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
  return {
    input: add(calls.map(call => call.input)),
    read: add(calls.map(call => call.read)),
    readable: add(calls.map(call => Math.max(call.read, call.readable))),
    lostTokens: add(busts.map(bust => bust.lostTokens)),
    lostMicros: priced.length > 0 ? add(priced) : null,
  }
}

/** The model of a step, as far as the log knows it by name. */
function modelsOf(state: RunState): (step: number) => RecipeModel | null {
  const { model, fallbackModels = [] } = recipeOf(state)
  const known = new Map(
    [model, ...fallbackModels, state.model].flatMap(one => (one ? [[one.spec, one]] : [])),
  )
  return step => {
    const change = state.modelChanges.findLast(one => one.afterStep < step)
    return (change ? known.get(change.spec) : model) ?? state.model
  }
}
