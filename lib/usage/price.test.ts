import { expect, test, vi } from 'vitest'
import { type PricedCall, priceCall, worstCaseMicros } from './price'
import { noUsage } from './rules'

const noon = new Date('2026-11-02T12:00:00Z')

function call(fields: Partial<PricedCall>): PricedCall {
  return { vendor: 'openai', baseUrl: null, modelId: 'gpt-5', usage: noUsage, at: noon, ...fields }
}

test('counters are priced apart and the matched row is kept', () => {
  // 1,000 × 1.25 + 9,000 × 0.125 + (200 + 800) × 10 micro-dollars
  const usage = { ...noUsage, inputFresh: 1000, cacheRead: 9000, outputText: 200, reasoning: 800 }
  expect(priceCall(call({ usage }))).toEqual({
    micros: 12_375,
    price: {
      source: 'genai-prices openai',
      model: 'gpt-5',
      perMillion: { input_mtok: 1.25, cache_read_mtok: 0.125, output_mtok: 10 },
    },
  })
})

test('the sum is rounded once, half up', () => {
  expect(priceCall(call({ usage: { ...noUsage, inputFresh: 1, cacheRead: 2 } })).micros).toBe(2) // 1.25 + 0.25 = 1.5
  expect(priceCall(call({ usage: { ...noUsage, inputFresh: 1 } })).micros).toBe(1) // 1.25
})

test('cache writes for 5 minutes and for 1 hour have their own prices', () => {
  const claude = { vendor: 'anthropic', modelId: 'claude-opus-5' } as const
  expect(priceCall(call({ ...claude, usage: { ...noUsage, cacheWrite5m: 1000 } })).micros).toBe(6250)
  expect(priceCall(call({ ...claude, usage: { ...noUsage, cacheWrite1h: 1000 } })).micros).toBe(10_000)
  const both = {
    ...noUsage,
    inputFresh: 100,
    cacheRead: 1000,
    cacheWrite5m: 1000,
    cacheWrite1h: 1000,
    outputText: 10,
  }
  expect(priceCall(call({ ...claude, usage: both })).micros).toBe(500 + 500 + 6250 + 10_000 + 250)
})

test('crossing a context tier prices the whole request anew', () => {
  const gemini = { vendor: 'google', modelId: 'gemini-3-pro-preview' } as const
  const below = priceCall(call({ ...gemini, usage: { ...noUsage, inputFresh: 200_000, outputText: 1000 } }))
  const above = priceCall(call({ ...gemini, usage: { ...noUsage, inputFresh: 200_001, outputText: 1000 } }))
  expect(below).toMatchObject({ micros: 412_000, price: { perMillion: { input_mtok: 2, output_mtok: 12 } } })
  expect(above).toMatchObject({ micros: 818_004, price: { perMillion: { input_mtok: 4, output_mtok: 18 } } })
})

test('the time of the call decides: before a price change, after it, and at peak hours', () => {
  const usage = { ...noUsage, inputFresh: 100_000, cacheRead: 900_000, outputText: 100_000 }
  const at = (time: string) =>
    priceCall(call({ vendor: 'deepseek', modelId: 'deepseek-v4-pro', usage, at: new Date(time) })).micros
  expect(at('2026-08-01T12:00:00Z')).toBe(133_763) // 43,500 + 3,262.5 + 87,000 = 133,762.5
  expect(at('2026-09-01T12:00:00Z')).toBe(283_800)
  expect(at('2026-09-01T02:00:00Z')).toBe(567_600)
})

test('R27: an unknown model has an unknown price, not none', () => {
  const usage = { ...noUsage, inputFresh: 1000 }
  expect(priceCall(call({ modelId: 'nonsense-1', usage }))).toEqual({ micros: null, price: null })
})

test('a known model that used nothing costs 0', () => {
  expect(priceCall(call({})).micros).toBe(0)
})

test('a new id that is bound to an older model by its beginning shows the older one', () => {
  const priced = priceCall(
    call({ vendor: 'minimax', modelId: 'minimax-m2.5', usage: { ...noUsage, inputFresh: 1000 } }),
  )
  expect(priced.price?.model).toBe('MiniMax-M2')
})

test('the model that answered is the one that is charged; an unpriced name falls back to the asked one', () => {
  const usage = { ...noUsage, inputFresh: 1000 }
  const asked = { vendor: 'anthropic', modelId: 'claude-opus-5', usage } as const
  expect(priceCall(call({ ...asked, responseModel: 'claude-haiku-4-5-20251001' })).price?.model).toBe(
    'claude-haiku-4-5',
  )
  expect(priceCall(call({ ...asked, responseModel: 'proxy-name' })).price?.model).toBe('claude-opus-5')
})

test.each([
  ['a server of one’s own', 'openai-compatible', 'http://127.0.0.1:8000/v1', 'gpt-5'],
  ['OpenAI’s name on another host', 'openai', 'http://10.0.0.5/v1', 'gpt-5'],
  ['Ollama', 'ollama', null, 'llama3'],
  ['the demo', 'demo', null, 'penguins'],
] as const)('%s has no price', (_name, vendor, baseUrl, modelId) => {
  expect(
    priceCall(call({ vendor, baseUrl, modelId, usage: { ...noUsage, inputFresh: 1000 } })).micros,
  ).toBeNull()
})

test('a public OpenAI-compatible host is priced by its address', () => {
  const groq = call({
    vendor: 'openai-compatible',
    baseUrl: 'https://api.groq.com/openai/v1',
    modelId: 'openai/gpt-oss-120b',
    usage: { ...noUsage, inputFresh: 1000 },
  })
  expect(priceCall(groq).price?.source).toBe('genai-prices groq')
})

test('vendors missing in the price data have rows of our own', () => {
  const usage = { ...noUsage, inputFresh: 1000, cacheRead: 10_000, outputText: 1000 }
  expect(priceCall(call({ vendor: 'xiaomi', modelId: 'MiMo-V2.5-Pro', usage }))).toMatchObject({
    micros: 1341,
    price: { model: 'mimo-v2.5-pro' },
  })
  expect(priceCall(call({ vendor: 'alibaba', modelId: 'qwen3.7-max', usage })).micros).toBe(
    1250 + 2500 + 3750,
  )
})

test('no key is unknown to the price data', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const usage = { inputFresh: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1, outputText: 1, reasoning: 1 }
  priceCall(call({ usage }))
  priceCall(call({ vendor: 'anthropic', modelId: 'claude-opus-5', usage }))
  expect(warn.mock.calls).toEqual([])
  warn.mockRestore()
})

test('the worst case takes the dearest kind of input', () => {
  const claude = { vendor: 'anthropic', baseUrl: null, modelId: 'claude-opus-5', at: noon } as const
  expect(worstCaseMicros(claude, { input: 1000, output: 100 })).toBe(10_000 + 2500)
  expect(worstCaseMicros({ ...claude, modelId: 'nonsense' }, { input: 1000, output: 100 })).toBeNull()
})
