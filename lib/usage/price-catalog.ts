/** The models that the bundled price data and Reef's own table know a price of, by vendor. */
import { calcPrice, findProvider, type ModelPrice } from '@pydantic/genai-prices'
import { type VendorId, vendorIds, vendors } from '../providers/vendors'
import { priceOverrides } from './price-overrides'

export interface CatalogModel {
  vendor: VendorId
  model: string
}

/** Models that can be asked for text and have a price for it, vendor by vendor. */
export function catalogModels(): CatalogModel[] {
  const listed = vendorIds.flatMap(vendor =>
    vendors[vendor].priceProviders.flatMap(providerId =>
      (findProvider({ providerId })?.models ?? [])
        .filter(
          ({ id, prices, deprecated }) =>
            !deprecated && hasPrice(newestOf(prices)) && isFound(id, providerId),
        )
        .map(({ id }) => ({ vendor, model: id })),
    ),
  )
  const all = [...priceOverrides.map(({ vendor, model }) => ({ vendor, model })), ...listed]
  return [...new Map(all.map(one => [`${one.vendor}:${one.model.toLowerCase()}`, one])).values()]
}

function newestOf(prices: ModelPrice | readonly { prices: ModelPrice }[]): ModelPrice | undefined {
  return isList(prices) ? prices.at(-1)?.prices : prices
}

function isList(
  prices: ModelPrice | readonly { prices: ModelPrice }[],
): prices is readonly { prices: ModelPrice }[] {
  return Array.isArray(prices)
}

/** What only listens, draws or sorts has no price for one of the two. */
function hasPrice(price: ModelPrice | undefined): boolean {
  return price?.input_mtok !== undefined && price.output_mtok !== undefined
}

/** Some rows stand for a family whose members have longer names. */
function isFound(id: string, providerId: string): boolean {
  return calcPrice({ input_tokens: 1 }, id, { providerId }) !== null
}
