/** Prices of calls that were not made, as a workspace would be charged: its own prices, and where its providers are. Pure. */
import type { OwnPrice } from '../prices/schema'
import { type Provider, vendorId } from '../providers/schema'
import { priceCall } from './price'
import type { AskedModel, Pricer } from './what-if/reprice'

export interface Pricing {
  own: readonly OwnPrice[]
  providers: readonly Provider[]
}

/** Whole micro-dollars of a call of a model at a moment, as this workspace is charged. */
export function pricerOf(pricing: Pricing): Pricer {
  return ({ vendor, model, responseModel }, usage, at) => {
    const call = pricedAs(pricing, { vendor, model, responseModel: responseModel ?? null })
    return call ? priceCall({ ...call, usage, at }).micros : null
  }
}

/** What `priceCall` asks of a model, beside the call; null for a vendor that there is not. */
export function pricedAs({ own, providers }: Pricing, { vendor, model, responseModel }: AskedModel) {
  const known = vendorId.safeParse(vendor)
  if (!known.success) return null
  const baseUrl = providers.find(provider => provider.vendor === vendor)?.baseUrl ?? null
  const answered = responseModel ? { responseModel } : {}
  return { vendor: known.data, baseUrl, modelId: model, own, ...answered }
}
