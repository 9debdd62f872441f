/** A run's stored calls re-priced: on their own models with other caches and hours, or all on another model. Pure. */
import { cacheFactsOf } from '../../runs/cache-facts'
import { type DayPrices, pricesOfDay, spansOf } from '../hours'
import { microsAtRow } from '../row-price'
import { noUsage } from '../rules'
import type { UsageRecord } from '../schema'
import { type CacheRules, noCache, recache, rulesOf } from './recache'
import { type CacheChoice, isUnused, type Money, type StoredCall, sumMoney } from './rules'

/** Whole micro-dollars of a call of this model then, or null for unknown. The workspace's own prices are known to it. */
export type Pricer = (model: AskedModel, usage: UsageRecord, at: Date) => number | null

export interface AskedModel {
  vendor: string
  model: string
  responseModel?: string | null
}

export interface CacheResult extends Money {
  cache: CacheChoice
  /** Calls that read from the cache, of those that could have. */
  hits: number
  couldRead: number
}

/** Each choice on the run's own models, with the price rows kept with the calls. `own` is the ledger's sum exactly. */
export function cacheResults(calls: readonly StoredCall[]): CacheResult[] {
  const offers = calls.some(hasChoice)
  const choices: CacheChoice[] = offers ? ['own', '5m', '1h', 'none'] : ['own', 'none']
  return choices.map(cache => {
    const again = recache(calls, call => rulesFor(call, cache), ownRulesOf)
    const costs = calls.map((call, index) => costKept(call, again[index]?.usage ?? call.usage))
    const readers = again.filter(({ usage, couldRead }) => couldRead && usage.cacheRead > 0)
    return {
      ...{ cache, hits: readers.length, couldRead: again.filter(call => call.couldRead).length },
      ...sumMoney(costs),
    }
  })
}

/** The vendor lets whoever calls choose how long a prefix is kept. */
function hasChoice(call: StoredCall): boolean {
  return factsOf(call).longMs !== undefined
}

function factsOf({ vendor, model }: AskedModel) {
  return cacheFactsOf({ vendor, modelId: model })
}

function ownRulesOf(call: StoredCall): CacheRules {
  return rulesOf(factsOf(call))
}

/** Null leaves the call as it was: its vendor has one life only. */
function rulesFor(call: StoredCall, cache: CacheChoice): CacheRules | null {
  if (cache === 'none') return noCache
  const { lastsMs, longMs } = factsOf(call)
  if (cache === 'own' || longMs === undefined) return null
  const lifeMs = cache === '1h' ? longMs : lastsMs
  return { ...ownRulesOf(call), lifeMs, write: cache }
}

/** What was charged where nothing is different; else the same price row for other counters. */
function costKept({ usage, micros, price }: StoredCall, other: UsageRecord): number | null {
  if (isSame(usage, other) || isUnused(usage)) return micros
  return micros === null || price === null ? null : microsAtRow(other, price)
}

function isSame(a: UsageRecord, b: UsageRecord): boolean {
  return (Object.keys(noUsage) as (keyof UsageRecord)[]).every(counter => a[counter] === b[counter])
}

export interface HourResult {
  /** All calls at the cheapest and at the dearest hour of their day. */
  cheap: Money
  dear: Money
  /** Cheap hours of each model whose price has hours, UTC, on the day of its last call. */
  windows: { model: string; spans: { from: string; to: string }[]; lessPercent: number }[]
}

/** Null where no model of the run has a price that changes with the hour. */
export function hourResult(calls: readonly StoredCall[], price: Pricer): HourResult | null {
  const days = dayPrices(price)
  const varying = calls.filter(call => {
    const day = days(call, call.chargedAt)
    return call.micros !== null && day !== null && day.low < day.high
  })
  if (varying.length === 0) return null
  const at = (end: 'cheap' | 'dear') => sumMoney(calls.map(call => costAt(call, end, days, price)))
  const last = new Map(varying.map(call => [call.model, call]))
  const windows = [...last].flatMap(([model, call]) => {
    const day = days(call, call.chargedAt)
    if (!day) return []
    return [{ model, spans: spansOf(day.cheap), lessPercent: Math.round((1 - day.low / day.high) * 100) }]
  })
  return { cheap: at('cheap'), dear: at('dear'), windows }
}

type DayOf = (model: AskedModel, at: number) => DayPrices | null

function costAt(call: StoredCall, end: 'cheap' | 'dear', days: DayOf, price: Pricer): number | null {
  const { micros, usage, chargedAt } = call
  if (micros === null || isUnused(usage)) return micros
  const day = days(call, chargedAt)
  const [time] = day?.[end] ?? []
  if (!day || !time || day.low === day.high) return micros
  const isThen = price(call, reference, new Date(chargedAt)) === (end === 'cheap' ? day.low : day.high)
  return isThen ? micros : price(call, usage, time)
}

/** A call of usual shape, to compare hours with. */
export const reference: UsageRecord = {
  ...noUsage,
  inputFresh: 10_000,
  cacheRead: 90_000,
  outputText: 10_000,
}

/** Prices over days, each asked for once. */
function dayPrices(price: Pricer): DayOf {
  const known = new Map<string, DayPrices | null>()
  return (model, at) => {
    const key = `${model.vendor} ${model.responseModel ?? model.model} ${Math.floor(at / 86_400_000)}`
    const kept = known.get(key)
    if (kept !== undefined) return kept
    const found = pricesOfDay(time => price(model, reference, time), new Date(at))
    known.set(key, found)
    return found
  }
}

export interface ModelResult {
  money: Money
  /** The same in the model's cheap hours; null where hours make no difference. */
  cheap: Money | null
}

/** Every call on another model at its own time, its prefixes kept as that model's vendor keeps them. */
export function modelResult(calls: readonly StoredCall[], asked: AskedModel, price: Pricer): ModelResult {
  const rules = rulesOf(factsOf(asked))
  const again = recache(calls, () => rules, ownRulesOf)
  const usageOf = (index: number, call: StoredCall) => again[index]?.usage ?? call.usage
  const cost = (call: StoredCall, index: number, at: Date) =>
    isUnused(call.usage) ? 0 : price(asked, usageOf(index, call), at)
  const money = sumMoney(calls.map((call, index) => cost(call, index, new Date(call.chargedAt))))
  const days = dayPrices(price)
  const isVarying = calls.some(({ chargedAt }) => {
    const day = days(asked, chargedAt)
    return day !== null && day.low < day.high
  })
  if (!isVarying) return { money, cheap: null }
  const cheap = calls.map((call, index) => {
    const [time] = days(asked, call.chargedAt)?.cheap ?? []
    return cost(call, index, time ?? new Date(call.chargedAt))
  })
  return { money, cheap: sumMoney(cheap) }
}
