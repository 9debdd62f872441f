/** The prices that a workspace has set, as this process knows them: a changed one counts from the next call but a few. */
import { getDatabase } from '../db/client'
import { ownPricesOf } from './repository'
import type { OwnPrice } from './schema'

/** Milliseconds for which they are trusted. */
const lifetimeMs = 2_000

const known = new Map<string, { until: number; prices: Promise<OwnPrice[]> }>()

export function knownPrices(workspaceId: string): Promise<OwnPrice[]> {
  const kept = known.get(workspaceId)
  if (kept && kept.until > Date.now()) return kept.prices
  const prices = ownPricesOf(getDatabase(), workspaceId)
  known.set(workspaceId, { until: Date.now() + lifetimeMs, prices })
  prices.catch(() => known.delete(workspaceId))
  return prices
}

/** Somebody has changed one here. */
export function forgetPrices(workspaceId: string): void {
  known.delete(workspaceId)
}
