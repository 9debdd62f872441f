import { describe, expect, test } from 'vitest'
import type { OwnPrice } from '../prices/schema'
import { microsAtRates } from './own-price'
import { type PricedCall, priceCall, worstCaseMicros } from './price'
import { noUsage } from './rules'

const set: OwnPrice = {
  id: 'price_1',
  vendor: 'openai',
  model: 'gpt-5',
  kind: 'price',
  rates: { input: 2, output: 7, cacheRead: 0.0028 },
  percent: null,
  validFrom: '2026-11-01T00:00:00.000Z',
  createdByName: 'Ada',
  createdAt: '2026-10-20T00:00:00.000Z',
  removedByName: null,
  removedAt: null,
}
const usage = { ...noUsage, inputFresh: 1_000, cacheRead: 9_000, outputText: 200, reasoning: 800 }
const call = (own: OwnPrice[], at = '2026-11-02T12:00:00Z'): PricedCall => ({
  vendor: 'openai',
  baseUrl: null,
  modelId: 'GPT-5',
  usage,
  at: new Date(at),
  own,
})

describe('prices that a workspace has set', () => {
  test('hold from their date on, over the built-in ones, and the row says so', () => {
    // 1,000 × 2 + 9,000 × 0.0028 + 1,000 × 7 = 9,025.2
    expect(priceCall(call([set]))).toEqual({
      micros: 9_025,
      price: {
        source: 'set in this workspace',
        model: 'gpt-5',
        perMillion: { input_mtok: 2, cache_read_mtok: 0.0028, cache_write_mtok: null, output_mtok: 7 },
      },
    })
    expect(priceCall(call([set], '2026-10-31T23:59:59Z')).price?.source).toBe('genai-prices openai')
    expect(priceCall(call([{ ...set, removedAt: '2026-11-02T00:00:00.000Z' }])).micros).toBe(12_375)
    expect(priceCall(call([{ ...set, model: 'gpt-5-mini' }])).micros).toBe(12_375)
  })

  test('a discount is taken off whatever else would hold, in whole micro-dollars', () => {
    const less = { ...set, kind: 'discount' as const, rates: null, percent: 15 }
    // 12,375 × 0.85 = 10,518.75
    expect(priceCall(call([less]))).toMatchObject({
      micros: 10_519,
      price: {
        source: 'genai-prices openai, less 15 % (set in this workspace)',
        perMillion: { input_mtok: 1.0625 },
      },
    })
    expect(priceCall({ ...call([{ ...less, model: 'own' }]), modelId: 'own' }).micros).toBeNull()
  })

  test('a plan costs nothing, which is known, so a budget in dollars lets it through', () => {
    const plan = { ...set, kind: 'plan' as const, rates: null }
    expect(priceCall(call([plan]))).toMatchObject({
      micros: 0,
      price: { source: 'in a plan (set in this workspace)' },
    })
    const { usage: _, ...asked } = call([plan])
    expect(worstCaseMicros(asked, { input: 1_000, output: 1_000 })).toBe(0)
  })

  test('a model of one’s own has the price that was given to it', () => {
    const own = { ...set, vendor: 'openai-compatible', model: 'llama' }
    const priced = priceCall({
      ...call([own]),
      vendor: 'openai-compatible',
      baseUrl: 'http://10.0.0.5/v1',
      modelId: 'llama',
    })
    expect(priced.micros).toBe(9_025)
  })

  test('what is left out is charged like its whole, and the sum is rounded once, half up', () => {
    expect(microsAtRates({ ...noUsage, cacheWrite1h: 1_000, reasoning: 10 }, { input: 1, output: 2 })).toBe(
      1_020,
    )
    expect(microsAtRates({ ...noUsage, inputFresh: 1, outputText: 1 }, { input: 0.25, output: 0.25 })).toBe(1)
    expect(microsAtRates({ ...noUsage, inputFresh: 1 }, { input: 0.499999, output: 0 })).toBe(0)
    // No float could hold this sum.
    expect(microsAtRates({ ...noUsage, inputFresh: 90_000_001 }, { input: 100_000, output: 0 })).toBe(
      9_000_000_100_000,
    )
  })
})
