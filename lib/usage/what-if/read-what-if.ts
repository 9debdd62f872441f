/** A run re-priced from its stored usage: other caches, other hours, other models. Nothing is run again. */
import { setImmediate } from 'node:timers/promises'
import type { Actor } from '../../accounts/actor'
import { listAgents } from '../../agents/repository'
import { getDatabase } from '../../db/client'
import { calledModels, ownPricesOf } from '../../prices/repository'
import type { OwnPrice } from '../../prices/schema'
import { connectedProviders } from '../../providers/connected-providers'
import type { Provider } from '../../providers/schema'
import { priceCall } from '../price'
import { catalogModels } from '../price-catalog'
import { noUsage } from '../rules'
import { type Pricing, pricedAs, pricerOf } from '../workspace-pricer'
import { readStoredCalls } from './repository'
import { type AskedModel, cacheResults, hourResult, modelResult } from './reprice'
import { type StoredCall, sumMoney } from './rules'
import type { WhatIf, WhatIfFilter, WhatIfModel } from './schema'

/** Models that are reckoned for one answer, and prices that are looked up for it: a long run is tried on fewer. */
const mostModels = { few: 5, many: 40, prices: 60_000 }

function modelsFor(calls: number): number {
  const affordable = Math.floor(mostModels.prices / Math.max(1, calls))
  return Math.min(mostModels.many, Math.max(mostModels.few, affordable))
}

/** Throws `forbidden` and `not-found`. */
export async function readWhatIf(
  actor: Actor,
  runId: string,
  { scope, find }: WhatIfFilter,
): Promise<WhatIf> {
  const { runs, calls } = await readStoredCalls(actor, runId, scope)
  const { workspaceId } = actor
  const [own, providers] = await Promise.all([
    ownPricesOf(getDatabase(), workspaceId),
    connectedProviders(actor),
  ])
  const pricing = { own, providers }
  const called = calledOf(calls)
  const asked = await askedModels(actor, pricing, called, find)
  const most = modelsFor(calls.length)
  return {
    ...{ scope, runs, called },
    calls: calls.length,
    ledger: sumMoney(calls.map(call => call.micros)),
    caches: cacheResults(calls),
    hours: hourResult(calls, pricerOf(pricing)),
    models: await priceAll(calls, asked.slice(0, most), { providers, own: asIfAlways(own) }),
    leftOut: Math.max(0, asked.length - most),
  }
}

/** Prices that hold today, as if they had held then: another model is judged by what is known of it now. */
function asIfAlways(own: readonly OwnPrice[]): OwnPrice[] {
  const now = new Date().toISOString()
  return own
    .filter(({ removedAt, validFrom }) => removedAt === null && validFrom <= now)
    .map(price => ({ ...price, validFrom: new Date(0).toISOString() }))
}

function calledOf(calls: readonly StoredCall[]): WhatIf['called'] {
  const groups = Map.groupBy(calls, ({ vendor, model }) => `${vendor}:${model}`)
  return [...groups.values()]
    .flatMap(list => {
      const [first] = list
      return first ? [{ vendor: first.vendor, model: first.model, calls: list.length }] : []
    })
    .sort((a, b) => b.calls - a.calls)
}

/** Those that the workspace has called, has set prices of, gives its agents or could choose; or whatever has the name. */
async function askedModels(
  actor: Actor,
  { own, providers }: Pricing,
  called: WhatIf['called'],
  find: string | undefined,
): Promise<AskedModel[]> {
  const [everCalled, agents] = await Promise.all([calledModels(actor.workspaceId), listAgents(actor)])
  const listed = providers.flatMap(({ vendor, models }) => models.map(({ id }) => ({ vendor, model: id })))
  const chosen = new Set(agents.flatMap(({ model }) => model?.slice(model.indexOf(':') + 1) ?? []))
  const set = own.filter(({ removedAt }) => removedAt === null)
  const near = [...everCalled, ...set, ...listed.filter(({ model }) => chosen.has(model)), ...listed]
  const words = find?.toLowerCase().split(/\s+/) ?? []
  const all = words.length === 0 ? near : [...near, ...catalogFor(words, providers)].filter(hasAll(words))
  const alone = called.length === 1 ? called[0] : undefined
  const byName = new Map(all.toReversed().map(one => [nameOf(one), { vendor: one.vendor, model: one.model }]))
  return [...byName.values()]
    .toReversed()
    .filter(one => one.vendor !== 'demo' && !(alone && nameOf(one) === nameOf(alone)))
}

/** What a reseller has stands there only for those who use it or ask for it: it has every vendor's models again. */
function catalogFor(words: readonly string[], providers: readonly Provider[]): AskedModel[] {
  const resold = words.includes('openrouter') || providers.some(({ vendor }) => vendor === 'openrouter')
  return catalogModels().filter(({ vendor }) => resold || vendor !== 'openrouter')
}

function nameOf({ vendor, model }: AskedModel): string {
  return `${vendor}:${model.toLowerCase()}`
}

function hasAll(words: readonly string[]) {
  return (one: AskedModel): boolean => words.every(word => nameOf(one).includes(word))
}

/** A long run on many models takes a while: whatever else the process has to do comes in between. */
async function priceAll(
  calls: readonly StoredCall[],
  asked: readonly AskedModel[],
  pricing: Pricing,
): Promise<WhatIfModel[]> {
  const price = pricerOf(pricing)
  const rows: WhatIfModel[] = []
  for (const { vendor, model } of asked) {
    const { money, cheap } = modelResult(calls, { vendor, model }, price)
    rows.push({ ...money, ...{ vendor, model, offPeak: cheap }, price: rowOf(pricing, { vendor, model }) })
    await setImmediate()
  }
  const size = (row: WhatIfModel): number =>
    row.unknownCalls > 0 || row.costMicros === null ? Number.POSITIVE_INFINITY : row.costMicros
  return rows.toSorted((a, b) => (size(a) === size(b) ? 0 : size(a) - size(b)))
}

function rowOf(pricing: Pricing, asked: AskedModel): WhatIfModel['price'] {
  const call = pricedAs(pricing, asked)
  const row = call && priceCall({ ...call, usage: noUsage, at: new Date() }).price
  return row ? { source: row.source, model: row.model } : null
}
