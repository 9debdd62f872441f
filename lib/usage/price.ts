/** Prices one model call: whole micro-dollars at the call's own time, with the row that was matched, or "unknown". */
import { calcPrice, findProvider, type ModelPrice, type PriceCalculation } from '@pydantic/genai-prices'
import type { OwnPrice } from '../prices/schema'
import { isVendorHost, type VendorId, vendors } from '../providers/vendors'
import { lessPercent, microsAtRates, ownPriceAt, rowLessPercent, rowOfRates } from './own-price'
import { overrideSource, priceOverrides } from './price-overrides'
import { microsAtRow } from './row-price'
import type { PriceRow, UsageRecord } from './schema'

export interface PricedCall {
  vendor: VendorId
  /** The address that was called; null for the vendor's own. */
  baseUrl: string | null
  modelId: string
  /** The model that answered, where it was named: it is the one that is charged. */
  responseModel?: string
  usage: UsageRecord
  /** When the call was made: prices have dates and hours. */
  at: Date
  /** What the workspace has set itself, the newest first. */
  own?: readonly OwnPrice[]
}

export interface Price {
  /** Whole micro-dollars; null is "unknown", never 0. */
  micros: number | null
  price: PriceRow | null
}

const unknown: Price = { micros: null, price: null }

/**
 * Prices a call. Unknown are models without a row, servers of one's own, and the demo, which costs nothing and is
 * left out of every total by its own mark. The sum is rounded once, half up.
 */
export function priceCall(call: PricedCall): Price {
  if (call.vendor === 'demo') return unknown
  for (const model of new Set([call.responseModel ?? call.modelId, call.modelId])) {
    const own = ownPriceAt(call.own ?? [], call.vendor, model, call.at)
    const priced = own ? priceAtOwn(call, model, own) : builtIn(call, model)
    if (priced) return priced
  }
  return unknown
}

/** Reef's own table before the price data. */
function builtIn(call: PricedCall, model: string): Price | null {
  return fromOverrides(call, model) ?? fromPriceData(call, model)
}

const setHere = 'set in this workspace'

/** Null for a discount on a price that nobody knows. */
function priceAtOwn(call: PricedCall, model: string, own: OwnPrice): Price | null {
  const { kind, rates, percent } = own
  if (kind === 'plan') {
    const perMillion = { input_mtok: 0, output_mtok: 0 }
    return { micros: 0, price: { source: `in a plan (${setHere})`, model: own.model, perMillion } }
  }
  if (kind === 'price' && rates) {
    const price = { source: setHere, model: own.model, perMillion: rowOfRates(rates) }
    return { micros: microsAtRates(call.usage, rates), price }
  }
  const base = builtIn(call, model)
  if (base?.micros == null || base.price === null || percent === null) return null
  return { micros: lessPercent(base.micros, percent), price: rowLessPercent(base.price, percent) }
}

/**
 * The dearest that a call can cost: all input at the highest price that input can have, all output at the output
 * price. Null when the price is unknown. Used to reserve money before a call.
 */
export function worstCaseMicros(
  call: Omit<PricedCall, 'usage'>,
  tokens: { input: number; output: number },
): number | null {
  const shapes: Partial<UsageRecord>[] = [
    { inputFresh: tokens.input },
    { cacheWrite5m: tokens.input },
    { cacheWrite1h: tokens.input },
  ]
  const prices = shapes.map(shape => {
    const usage = {
      inputFresh: 0,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      outputText: tokens.output,
      reasoning: 0,
    }
    return priceCall({ ...call, usage: { ...usage, ...shape } }).micros
  })
  return prices.reduce((dearest, micros) =>
    micros === null || dearest === null ? null : Math.max(dearest, micros),
  )
}

/** Tokens that a model can take in, as far as the price data tells; null when it does not. */
export function contextWindowOf(vendor: VendorId, baseUrl: string | null, modelId: string): number | null {
  for (const providerId of priceProvidersOf({ vendor, baseUrl })) {
    const window = calcPrice({ input_tokens: 1 }, modelId, { providerId })?.model.context_window
    if (window) return window
  }
  return null
}

/** Whether calls of the model have a price today. */
export function isPriced(vendor: VendorId, baseUrl: string | null, modelId: string): boolean {
  return worstCaseMicros({ vendor, baseUrl, modelId, at: new Date() }, { input: 1, output: 1 }) !== null
}

function fromOverrides(call: PricedCall, model: string): Price | null {
  const row = priceOverrides.find(row => row.vendor === call.vendor && row.model === model.toLowerCase())
  if (!row) return null
  const { input, output, cacheRead, cacheWrite } = row
  const rates = {
    ...{ input, output },
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite5m: cacheWrite }),
  }
  const price = { source: overrideSource, model: row.model, perMillion: rowOfRates(rates) }
  return { micros: microsAtRates(call.usage, rates), price }
}

function fromPriceData(call: PricedCall, model: string): Price | null {
  const usage = toPriceUsage(call.usage)
  for (const providerId of priceProvidersOf(call)) {
    const result = calcPrice(usage, model, { providerId, timestamp: call.at })
    if (result && !isEmptyPrice(result.model_price)) return toPrice(result, call.usage, usage.input_tokens)
  }
  return null
}

/** A row without a single price says that the price is not known. A row that says 0 is free. */
function isEmptyPrice(price: ModelPrice): boolean {
  return price.input_mtok === undefined && price.output_mtok === undefined
}

/** The address decides, where it is known; a proxy before a vendor's models is priced as the vendor. */
function priceProvidersOf({ vendor, baseUrl }: Pick<PricedCall, 'vendor' | 'baseUrl'>): string[] {
  const isOther = vendor === 'openai' && baseUrl !== null && !isVendorHost('openai', baseUrl)
  const byAddress = baseUrl === null ? undefined : findProvider({ providerApiUrl: baseUrl })?.id
  const byVendor = isOther ? [] : vendors[vendor].priceProviders
  return [...new Set([...(byAddress ? [byAddress] : []), ...byVendor])]
}

/** The keys that the price data knows; others would only be warned about and then cost nothing. */
interface PriceUsage {
  [key: string]: number
  input_tokens: number
  cache_read_tokens: number
  cache_write_tokens: number
  cache_write_1h_tokens: number
  output_tokens: number
  output_reasoning_tokens: number
}

/** Disjoint counters → the price data's inclusive ones (1 h writes are part of the writes, those of the input). */
function toPriceUsage(usage: UsageRecord): PriceUsage {
  const writes = usage.cacheWrite5m + usage.cacheWrite1h
  return {
    input_tokens: usage.inputFresh + usage.cacheRead + writes,
    cache_read_tokens: usage.cacheRead,
    cache_write_tokens: writes,
    cache_write_1h_tokens: usage.cacheWrite1h,
    output_tokens: usage.outputText + usage.reasoning,
    output_reasoning_tokens: usage.reasoning,
  }
}

function toPrice(result: PriceCalculation, used: UsageRecord, inputTokens: number): Price {
  const perMillion = Object.fromEntries(
    Object.entries(result.model_price)
      .filter(([key]) => key.endsWith('_mtok'))
      .map(([key, price]) => [key, atTier(price, inputTokens)]),
  )
  const price = { source: `genai-prices ${result.provider.id}`, model: result.model.id, perMillion }
  // The price data adds up in floating point: right at half a micro-dollar only decimals tell which way it goes.
  return { micros: microsAtRow(used, price) ?? toWholeMicros(result.total_price * 1e6), price }
}

/** The price of the tier that the request's input reaches; the whole request is charged at it. */
function atTier(price: ModelPrice[string], inputTokens: number): number | null {
  if (price === undefined) return null
  if (typeof price === 'number') return price
  return price.tiers.reduce((reached, tier) => (inputTokens > tier.start ? tier.price : reached), price.base)
}

/** Half up, after the noise of floating-point sums is cut off. */
function toWholeMicros(micros: number): number {
  return Math.round(Number(micros.toPrecision(15)))
}
