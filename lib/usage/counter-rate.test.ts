import { expect, test } from 'vitest'
import { counterRate } from './counter-rate'
import { priceCall } from './price'
import type { UsageRecord } from './schema'

const usage: UsageRecord = {
  inputFresh: 1200,
  cacheRead: 8000,
  cacheWrite5m: 300,
  cacheWrite1h: 0,
  outputText: 700,
  reasoning: 150,
}

test.each([
  ['anthropic', 'claude-sonnet-4-5'],
  ['openai', 'gpt-5'],
  ['xiaomi', 'mimo-v2-flash'],
] as const)('the parts of a call of %s %s add up to what it cost', (vendor, modelId) => {
  const { micros, price } = priceCall({ vendor, baseUrl: null, modelId, usage, at: new Date('2026-11-01') })
  if (!price) throw new Error('no price')
  const counters = Object.keys(usage) as (keyof UsageRecord)[]
  const sum = counters.reduce((left, key) => left + usage[key] * (counterRate(price, key) ?? 0), 0)
  expect(Math.round(sum)).toBe(micros)
})

test('a counter without any price has none', () => {
  expect(counterRate({ source: 'a', model: 'b', perMillion: { output_mtok: 3 } }, 'cacheRead')).toBeNull()
})
