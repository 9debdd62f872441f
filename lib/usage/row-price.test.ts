import { calcPrice } from '@pydantic/genai-prices'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { priceCall } from './price'
import { catalogModels } from './price-catalog'
import { microsAtRow } from './row-price'
import { noUsage } from './rules'

const count = fc.integer({ min: 0, max: 400_000 })
const usage = fc.record({
  inputFresh: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  outputText: count,
  reasoning: count,
})

const models = catalogModels()

test('every model of the catalog has a price, of text in and out', () => {
  const vendors = new Set(models.map(({ vendor }) => vendor))
  expect([...vendors].sort()).toEqual(
    [
      'alibaba',
      'anthropic',
      'deepseek',
      'google',
      'minimax',
      'moonshotai',
      'openai',
      'openrouter',
      'xai',
    ].concat(['xiaomi', 'zhipu']),
  )
  const at = new Date('2026-11-02T12:00:00Z')
  const unknown = models.filter(
    ({ vendor, model }) =>
      priceCall({ vendor, baseUrl: null, modelId: model, usage: noUsage, at }).micros === null,
  )
  expect(unknown).toEqual([])
})

test('R107: the row that was kept with a call gives its price again, to the last micro-dollar', () => {
  fc.assert(
    fc.property(fc.constantFrom(...models), usage, ({ vendor, model }, used) => {
      const at = new Date('2026-11-02T02:00:00Z')
      const { micros, price } = priceCall({ vendor, baseUrl: null, modelId: model, usage: used, at })
      expect(price && microsAtRow(used, price)).toBe(micros)
      const [data, providerId = ''] = price?.source.split(' ') ?? []
      if (data !== 'genai-prices') return
      const writes = used.cacheWrite5m + used.cacheWrite1h
      const inclusive = {
        input_tokens: used.inputFresh + used.cacheRead + writes,
        cache_read_tokens: used.cacheRead,
        cache_write_tokens: writes,
        cache_write_1h_tokens: used.cacheWrite1h,
        output_tokens: used.outputText + used.reasoning,
        output_reasoning_tokens: used.reasoning,
      }
      const calculated = calcPrice(inclusive, model, { providerId, timestamp: at })
      // What the price data itself makes of it, in floating point, is nearer than a whole micro-dollar.
      expect(Math.abs((calculated?.total_price ?? Number.NaN) * 1e6 - (micros ?? Number.NaN))).toBeLessThan(
        0.5001,
      )
    }),
    { numRuns: 2_000 },
  )
})

test('R107: half a micro-dollar is rounded up, however many digits a price has', () => {
  const used = { ...noUsage, inputFresh: 9, cacheRead: 147_910, cacheWrite5m: 157_534, cacheWrite1h: 217_388 }
  const at = new Date('2026-11-02T02:00:00Z')
  const call = {
    vendor: 'openrouter',
    baseUrl: null,
    modelId: 'google/gemini-3-flash-preview',
    usage: used,
    at,
  } as const
  const { micros, price } = priceCall(call)
  // 9 × 0.5 + 147,910 × 0.05 + 374,922 × 0.083333…: a half at the end, which needs all digits of the last price.
  expect(price && microsAtRow(used, price)).toBe(38_644)
  expect(micros).toBe(38_644)
})

test('a row without the price of what was used says unknown; what was not used needs none', () => {
  const row = { source: 'kept', model: 'm', perMillion: { input_mtok: 0.0028, output_mtok: null } }
  expect(microsAtRow({ ...noUsage, inputFresh: 1, outputText: 1 }, row)).toBeNull()
  expect(microsAtRow({ ...noUsage, inputFresh: 1_000_000, cacheWrite1h: 500_000 }, row)).toBe(4_200)
})
