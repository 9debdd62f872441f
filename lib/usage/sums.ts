/** Adds up and divides what the ledger says, in whole units; and puts it into the API's shape. Pure. */
import { totalsFrom } from '../runs/projection'
import type { UsageBreakdown } from './breakdown'
import { divide } from './divide'
import type { UsageRecord } from './schema'

/** What is added up. All of it is whole. */
export interface Sums {
  inputFresh: bigint
  cacheRead: bigint
  cacheWrite5m: bigint
  cacheWrite1h: bigint
  outputText: bigint
  reasoning: bigint
  costMicros: bigint
  calls: bigint
  pricedCalls: bigint
}

/** What is divided among several; calls are counted with each. */
const divided = [
  'inputFresh',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'outputText',
  'reasoning',
  'costMicros',
] as const
const counted = ['calls', 'pricedCalls'] as const

export const noSums: Sums = {
  inputFresh: 0n,
  cacheRead: 0n,
  cacheWrite5m: 0n,
  cacheWrite1h: 0n,
  outputText: 0n,
  reasoning: 0n,
  costMicros: 0n,
  calls: 0n,
  pricedCalls: 0n,
}

export function addSums(a: Sums, b: Sums): Sums {
  const all = [...divided, ...counted].map(key => [key, a[key] + b[key]])
  return Object.fromEntries(all) as unknown as Sums
}

/** Parts of a sum by name; a name that is there twice has two shares. Tokens and money add up to the sum exactly. */
export function divideSums(sums: Sums, names: readonly string[]): Map<string, Sums> {
  const weights = new Map<string, number>()
  for (const name of names) weights.set(name, (weights.get(name) ?? 0) + 1)
  const keys = [...weights.keys()]
  const parts = keys.map(() => ({ ...sums }))
  for (const key of divided)
    divide(sums[key], [...weights.values()]).forEach((share, index) => {
      const part = parts[index]
      if (part) part[key] = share
    })
  return new Map(keys.map((key, index) => [key, parts[index] ?? noSums]))
}

/**
 * The cost of a total by counter, in whole micro-dollars that add up to it: shared out in the proportion of what each
 * counter cost by the price rows kept with the calls. Null where nothing had a price.
 */
export function costsOf(sums: Sums, micros: UsageRecord): UsageRecord | null {
  const keys = Object.keys(micros) as (keyof UsageRecord)[]
  if (sums.pricedCalls === 0n) return null
  const weights = keys.map(key => Math.max(0, Math.round(micros[key])))
  if (weights.every(weight => weight === 0)) return { ...micros, inputFresh: Number(sums.costMicros) }
  const shares = divide(sums.costMicros, weights)
  return Object.fromEntries(
    keys.map((key, index) => [key, Number(shares[index] ?? 0n)]),
  ) as unknown as UsageRecord
}

export function toShape(sums: Sums): UsageBreakdown['total'] {
  const of = (key: keyof Sums): number => Number(sums[key])
  const [calls, pricedCalls] = [of('calls'), of('pricedCalls')]
  return {
    calls,
    counters: {
      inputFresh: of('inputFresh'),
      cacheRead: of('cacheRead'),
      cacheWrite5m: of('cacheWrite5m'),
      cacheWrite1h: of('cacheWrite1h'),
      outputText: of('outputText'),
      reasoning: of('reasoning'),
    },
    costMicros: pricedCalls > 0 ? of('costMicros') : null,
    ...totalsFrom({
      inputTokens: of('inputFresh') + of('cacheRead') + of('cacheWrite5m') + of('cacheWrite1h'),
      cacheReadTokens: of('cacheRead'),
      cacheWriteTokens: of('cacheWrite5m') + of('cacheWrite1h'),
      outputTokens: of('outputText') + of('reasoning'),
      reasoningTokens: of('reasoning'),
      costMicros: sums.costMicros,
      pricedCalls,
      unpricedCalls: calls - pricedCalls,
    }),
  }
}
