import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VendorId } from '../../providers/vendors'
import { priceCall } from '../price'
import { noUsage } from '../rules'
import type { UsageRecord } from '../schema'
import { cacheResults, hourResult, modelResult, type Pricer } from './reprice'
import { inputOf, type StoredCall, sumCosts } from './rules'

const price: Pricer = ({ vendor, model }, usage, at) =>
  priceCall({ vendor: vendor as VendorId, baseUrl: null, modelId: model, usage, at }).micros

const start = Date.parse('2026-11-02T12:00:00Z')
const minutes = (count: number): number => count * 60_000

interface Sent {
  vendor?: VendorId
  model?: string
  /** Minutes after the start. */
  after: number
  usage: Partial<UsageRecord>
  isStep?: boolean
}

/** Calls as the ledger has them: priced at their own time, with their row. */
function stored(calls: readonly Sent[]): StoredCall[] {
  return calls.map(({ vendor = 'anthropic', model = 'claude-sonnet-4-5', after, usage, isStep = true }) => {
    const at = new Date(start + minutes(after))
    const used = { ...noUsage, ...usage }
    const priced = priceCall({ vendor, baseUrl: null, modelId: model, usage: used, at })
    return {
      ...{ runId: 'run_1', vendor, model, responseModel: null, isStep, usage: used },
      ...{ sentAt: at.getTime(), chargedAt: at.getTime(), micros: priced.micros, price: priced.price },
    }
  })
}

/** Two steps close together, then one after twenty minutes that found nothing. */
const paused = stored([
  { after: 0, usage: { cacheWrite5m: 10_000, outputText: 100 } },
  { after: 1, usage: { cacheRead: 10_000, cacheWrite5m: 2_000, outputText: 100 } },
  { after: 21, usage: { cacheWrite5m: 13_000, outputText: 100 } },
])

describe('R137: other cache lifetimes, by the gaps between the calls', () => {
  test('an hour would have kept what five minutes lost, and each choice has its price', () => {
    const [own, five, hour, none] = cacheResults(paused)
    // Sonnet 4.5: input 3, read 0.3, write 3.75 and 6, output 15 micro-dollars a token.
    const output = 300 * 15
    expect(own).toEqual({
      cache: 'own',
      hits: 1,
      couldRead: 2,
      costMicros: 25_000 * 3.75 + 3_000 + output,
      unknownCalls: 0,
    })
    expect(five).toEqual({ ...own, cache: '5m' })
    // 10,000 and 2,000 written for an hour, then 12,000 read and 1,000 written.
    expect(hour).toEqual({
      ...{ cache: '1h', hits: 2, couldRead: 2, unknownCalls: 0 },
      costMicros: 13_000 * 6 + 22_000 * 0.3 + output,
    })
    expect(none).toEqual({
      cache: 'none',
      hits: 0,
      couldRead: 2,
      costMicros: 35_000 * 3 + output,
      unknownCalls: 0,
    })
  })

  test('a miss while the cache was alive had another cause, which a longer life does not mend', () => {
    const broken = stored([
      { after: 0, usage: { cacheWrite5m: 10_000 } },
      { after: 2, usage: { cacheWrite5m: 11_000 } },
    ])
    expect(cacheResults(broken).map(({ cache, hits }) => [cache, hits])).toEqual([
      ['own', 0],
      ['5m', 0],
      ['1h', 0],
      ['none', 0],
    ])
  })

  test('a request that got shorter was told anew and reads nothing', () => {
    const [first, second] = paused
    const shorter = stored([{ after: 30, usage: { cacheWrite5m: 4_000 } }])
    const results = cacheResults([first, second, ...shorter].flatMap(call => call ?? []))
    expect(results.find(({ cache }) => cache === '1h')?.hits).toBe(1)
  })

  test('a vendor with one life offers only to go without', () => {
    const calls = stored([
      { vendor: 'deepseek', model: 'deepseek-v4-pro', after: 0, usage: { inputFresh: 9_000 } },
      {
        vendor: 'deepseek',
        model: 'deepseek-v4-pro',
        after: 90,
        usage: { cacheRead: 8_960, inputFresh: 1_000 },
      },
    ])
    expect(cacheResults(calls).map(({ cache }) => cache)).toEqual(['own', 'none'])
  })

  test('an unknown price stays unknown, and is counted', () => {
    const calls = stored([{ vendor: 'openai', model: 'mystery', after: 0, usage: { inputFresh: 500 } }])
    expect(cacheResults(calls)[0]).toMatchObject({ costMicros: null, unknownCalls: 1 })
    expect(cacheResults([...paused, ...calls])[3]).toMatchObject({ unknownCalls: 1, costMicros: 109_500 })
  })
})

describe('R137: other hours', () => {
  test('the same calls at the cheapest and at the dearest hour of their day', () => {
    const usage = { inputFresh: 10_000, cacheRead: 90_000, outputText: 10_000 }
    const deepseek = { vendor: 'deepseek', model: 'deepseek-v4-pro', usage } as const
    const calls = stored([
      { ...deepseek, after: 0 },
      { ...deepseek, after: 60 * 14 },
    ])
    // At noon 6,600 + 1,980 + 19,800; at two in the morning the double.
    expect(calls.map(({ micros }) => micros)).toEqual([28_380, 56_760])
    expect(hourResult(calls, price)).toEqual({
      cheap: { costMicros: 56_760, unknownCalls: 0 },
      dear: { costMicros: 113_520, unknownCalls: 0 },
      windows: [
        {
          model: 'deepseek-v4-pro',
          spans: [
            { from: '04:00', to: '06:00' },
            { from: '10:00', to: '01:00' },
          ],
          lessPercent: 50,
        },
      ],
    })
    expect(hourResult(paused, price)).toBeNull()
  })
})

describe('R137: other models', () => {
  test('each keeps prefixes as its own vendor does', () => {
    // DeepSeek reads what the call before sent, in blocks of 64, however long ago, and writes for nothing.
    const { money, cheap } = modelResult(paused, { vendor: 'deepseek', model: 'deepseek-v4-pro' }, price)
    const read = 10_000 + Math.floor(12_000 / 64) * 64
    const fresh = 35_000 - read
    const micros = [10_000 * 0.66, 10_000 * 0.022 + 2_000 * 0.66, 11_968 * 0.022 + 1_032 * 0.66].map(input =>
      Math.round(input + 100 * 1.98),
    )
    expect(fresh).toBe(13_032)
    expect(money).toEqual({ costMicros: micros.reduce((a, b) => a + b), unknownCalls: 0 })
    expect(cheap).toEqual(money)
    expect(modelResult(paused, { vendor: 'openai', model: 'nobody-knows' }, price).money).toEqual({
      costMicros: null,
      unknownCalls: 3,
    })
  })

  test('what a vendor without a cache sent is written once where writing costs, and read after', () => {
    const local = stored([
      { vendor: 'openai-compatible', model: 'llama', after: 0, usage: { inputFresh: 10_000 } },
      { vendor: 'openai-compatible', model: 'llama', after: 1, usage: { inputFresh: 12_000 } },
    ])
    expect(
      modelResult(local, { vendor: 'anthropic', model: 'claude-sonnet-4-5' }, price).money.costMicros,
    ).toBe(12_000 * 3.75 + 10_000 * 0.3)
  })
})

const tokens = fc.integer({ min: 0, max: 60_000 })
const gap = fc.integer({ min: 0, max: 150 })
const vendorsWithCache = [
  { vendor: 'anthropic', model: 'claude-sonnet-4-5', writes: 'cacheWrite5m' },
  { vendor: 'openai', model: 'gpt-5', writes: null },
  { vendor: 'openai', model: 'gpt-5.6-sol', writes: 'cacheWrite5m' },
  { vendor: 'deepseek', model: 'deepseek-v4-pro', writes: null },
  { vendor: 'moonshotai', model: 'kimi-k3', writes: null },
] as const
/** A run that used its vendor's cache at least once, with calls beside the conversation. */
const runs = fc
  .tuple(
    fc.constantFrom(...vendorsWithCache),
    fc.array(
      fc.record({ gap, fresh: tokens, read: tokens, write: tokens, out: tokens, isStep: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
  )
  .map(([{ vendor, model, writes }, calls]) => {
    let after = 0
    const first = { gap: 0, fresh: 10, read: 5_000, write: 0, out: 10, isStep: true }
    return stored(
      [first, ...calls].map(({ gap, fresh, read, write, out, isStep }) => {
        after += gap
        const written = writes === null ? {} : { [writes]: write }
        // Far above any minimum, as what was written or read shows.
        const usage = { inputFresh: 5_000 + fresh, cacheRead: read, ...written, outputText: out }
        return { ...{ vendor, model, after, isStep }, usage }
      }),
    )
  })

test('R137: the run’s own model, cache and hour give exactly the ledger’s sum', () => {
  fc.assert(
    fc.property(runs, calls => {
      const ledger = sumCosts(calls.map(call => call.micros))
      const [own] = cacheResults(calls)
      const { costMicros, unknownCalls } = own ?? {}
      expect({ costMicros, unknownCalls }).toEqual(ledger)
      const [{ vendor, model } = { vendor: '', model: '' }] = calls
      expect(modelResult(calls, { vendor, model }, price).money).toEqual(ledger)
      const hours = hourResult(calls, price)
      if (hours) {
        expect(hours.cheap.costMicros ?? 0).toBeLessThanOrEqual(ledger.costMicros ?? 0)
        expect(hours.dear.costMicros ?? 0).toBeGreaterThanOrEqual(ledger.costMicros ?? 0)
      }
    }),
    { numRuns: 400 },
  )
})

test('R137: a longer life never reads less, and no choice makes or loses a token', () => {
  fc.assert(
    fc.property(runs, calls => {
      const results = new Map(cacheResults(calls).map(result => [result.cache, result]))
      const hits = (['none', '5m', '1h'] as const).flatMap(cache => results.get(cache)?.hits ?? [])
      expect(hits).toEqual(hits.toSorted((a, b) => a - b))
      expect(results.get('none')?.hits).toBe(0)
      const input = calls.reduce((sum, { usage }) => sum + inputOf(usage), 0)
      const flat: Pricer = (_, usage) => inputOf(usage)
      expect(modelResult(calls, { vendor: 'anthropic', model: 'x' }, flat).money.costMicros).toBe(input)
    }),
    { numRuns: 400 },
  )
})
