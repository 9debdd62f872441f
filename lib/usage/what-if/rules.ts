/** The questions that can be asked of a run that is over, and what its ledger keeps of a call. Pure. */
import type { PriceRow, UsageRecord } from '../schema'

export const whatIfScopes = ['run', 'tree'] as const
export type WhatIfScope = (typeof whatIfScopes)[number]

/** How long the provider keeps a prefix: as it did, or another choice. */
export const cacheChoices = ['own', '5m', '1h', 'none'] as const
export type CacheChoice = (typeof cacheChoices)[number]

/** A row of the ledger, with what a re-pricing needs of it. */
export interface StoredCall {
  runId: string
  vendor: string
  model: string
  responseModel: string | null
  /** A step of the conversation; calls beside it have prefixes of their own. */
  isStep: boolean
  /** When it was sent and when it was charged, milliseconds since 1970. */
  sentAt: number
  chargedAt: number
  usage: UsageRecord
  /** Whole micro-dollars; null is unknown. */
  micros: number | null
  price: PriceRow | null
}

/** Whole micro-dollars of the calls that have a price, and how many have none. */
export interface CostSum {
  costMicros: number | null
  unknownCalls: number
}

/** Null where no call has a price; nothing at all costs nothing. */
export function sumCosts(costs: readonly (number | null)[]): CostSum {
  const known = costs.filter(cost => cost !== null)
  return {
    costMicros: known.length === 0 && costs.length > 0 ? null : known.reduce((sum, cost) => sum + cost, 0),
    unknownCalls: costs.length - known.length,
  }
}

export function inputOf({ inputFresh, cacheRead, cacheWrite5m, cacheWrite1h }: UsageRecord): number {
  return inputFresh + cacheRead + cacheWrite5m + cacheWrite1h
}

export function isUnused(usage: UsageRecord): boolean {
  return inputOf(usage) + usage.outputText + usage.reasoning === 0
}
