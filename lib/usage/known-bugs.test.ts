// One test for each mistake of others that is known to have shown a wrong bill.
import { describe, expect, test } from 'vitest'
import { splitUsage } from '../engine/usage-record'
import { priceCall } from './price'
import { noUsage } from './rules'
import type { UsageRecord } from './schema'

const at = new Date('2026-11-02T12:00:00Z')
const gpt = { vendor: 'openai', baseUrl: null, modelId: 'gpt-5', at } as const
const claude = { vendor: 'anthropic', baseUrl: null, modelId: 'claude-opus-5', at } as const

function split(usage: Parameters<typeof splitUsage>[0]): UsageRecord {
  const found = splitUsage(usage)
  if (!found) throw new Error('nothing was reported')
  return found
}

describe('what others got wrong', () => {
  test('a cached prefix is not billed twice: OpenAI’s input includes it', () => {
    const usage = split({
      inputTokens: 100_000,
      inputTokenDetails: { cacheReadTokens: 90_000 },
      outputTokens: 0,
      raw: { prompt_tokens: 100_000, prompt_tokens_details: { cached_tokens: 90_000 } },
    })
    // 10,000 × $1.25 + 90,000 × $0.125 a million; counted twice it would be 136,250.
    expect(priceCall({ ...gpt, usage }).micros).toBe(23_750)
  })

  test('a cache write is not billed as input too', () => {
    const usage = split({
      inputTokens: 100_000,
      inputTokenDetails: { cacheWriteTokens: 100_000 },
      outputTokens: 0,
      raw: { input_tokens: 0, cache_creation_input_tokens: 100_000 },
    })
    // 100,000 × $6.25 a million, and not 500,000 more.
    expect(priceCall({ ...claude, usage }).micros).toBe(625_000)
  })

  test('a write for an hour is not priced as one for five minutes', () => {
    const usage = split({
      inputTokens: 100_000,
      inputTokenDetails: { cacheWriteTokens: 100_000 },
      outputTokens: 0,
      raw: { cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 100_000 } },
    })
    expect(priceCall({ ...claude, usage }).micros).toBe(1_000_000)
  })

  test('a cached token under another key name is not free, and not fresh', () => {
    const names = [
      { prompt_cache_hit_tokens: 900 },
      { cached_tokens: 900 },
      { prompt_tokens_details: { cached_tokens: 900 } },
      { cache_read_input_tokens: 900 },
    ]
    for (const raw of names)
      expect(split({ inputTokens: 1_000, outputTokens: 0, raw })).toEqual({
        ...noUsage,
        inputFresh: 100,
        cacheRead: 900,
      })
  })

  test('cached and reasoning tokens are not dropped: the counters add up to the totals', () => {
    const usage = split({
      inputTokens: 1_000,
      inputTokenDetails: { cacheReadTokens: 400, cacheWriteTokens: 100 },
      outputTokens: 300,
      outputTokenDetails: { reasoningTokens: 250 },
    })
    const { inputFresh, cacheRead, cacheWrite5m, cacheWrite1h, outputText, reasoning } = usage
    expect(inputFresh + cacheRead + cacheWrite5m + cacheWrite1h).toBe(1_000)
    expect([outputText, reasoning]).toEqual([50, 250])
  })

  test('an unknown model is not free', () => {
    expect(priceCall({ ...gpt, modelId: 'nobody-knows-1', usage: { ...noUsage, inputFresh: 1 } })).toEqual({
      micros: null,
      price: null,
    })
  })
})
