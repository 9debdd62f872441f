import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ReportedUsage, reportedCostMicros, splitUsage } from './usage-record'

const record = (fields: object) => ({
  inputFresh: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  outputText: 0,
  reasoning: 0,
  ...fields,
})

/** How the SDK's clients hand on what a server said; `raw` is the server's own usage object. */
function reported(
  input: number,
  output: number,
  details: { read?: number; write?: number; reasoning?: number },
  raw: object,
): ReportedUsage {
  return {
    inputTokens: input,
    inputTokenDetails: { cacheReadTokens: details.read, cacheWriteTokens: details.write },
    outputTokens: output,
    outputTokenDetails: { reasoningTokens: details.reasoning },
    raw,
  }
}

describe('what the SDK leaves to the raw usage', () => {
  test.each([
    [
      'cache writes of an OpenAI-compatible server',
      reported(
        1000,
        10,
        { read: 600 },
        { prompt_tokens: 1000, prompt_tokens_details: { cached_tokens: 600, cache_write_tokens: 300 } },
      ),
      record({ inputFresh: 100, cacheRead: 600, cacheWrite5m: 300, outputText: 10 }),
    ],
    [
      'cache writes under Alibaba’s name',
      reported(1000, 10, { read: 0 }, { prompt_tokens_details: { cache_creation_input_tokens: 400 } }),
      record({ inputFresh: 600, cacheWrite5m: 400, outputText: 10 }),
    ],
    [
      'DeepSeek’s hits behind an OpenAI-compatible address',
      reported(
        339,
        83,
        { read: 0, reasoning: 39 },
        { prompt_tokens: 339, prompt_cache_hit_tokens: 320, prompt_cache_miss_tokens: 19 },
      ),
      record({ inputFresh: 19, cacheRead: 320, outputText: 44, reasoning: 39 }),
    ],
    [
      'Moonshot’s cached tokens at the top level',
      reported(500, 20, { read: 0 }, { prompt_tokens: 500, cached_tokens: 450 }),
      record({ inputFresh: 50, cacheRead: 450, outputText: 20 }),
    ],
    [
      'Anthropic’s writes by lifetime',
      reported(
        10_000,
        50,
        { read: 5000, write: 4000 },
        { cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 3000 } },
      ),
      record({ inputFresh: 1000, cacheRead: 5000, cacheWrite5m: 1000, cacheWrite1h: 3000, outputText: 50 }),
    ],
    [
      'reasoning beside the output, as xAI counts it',
      reported(
        307,
        26,
        { read: 306, reasoning: 227 },
        { prompt_tokens: 307, completion_tokens: 26, total_tokens: 560 },
      ),
      record({ inputFresh: 1, cacheRead: 306, outputText: 26, reasoning: 227 }),
    ],
    [
      'reasoning inside the output, as OpenAI counts it',
      reported(15, 78, { reasoning: 64 }, { prompt_tokens: 15, completion_tokens: 78, total_tokens: 93 }),
      record({ inputFresh: 15, outputText: 14, reasoning: 64 }),
    ],
    ['no details at all', { inputTokens: 7, outputTokens: 3 }, record({ inputFresh: 7, outputText: 3 })],
  ])('%s', (_name, usage, expected) => {
    expect(splitUsage(usage)).toEqual(expected)
  })
})

test('nothing reported is not zero', () => {
  expect(splitUsage({ inputTokens: undefined, outputTokens: undefined })).toBeNull()
})

test('the counters never are negative and sum to the totals, whatever a server claims', () => {
  const figure = fc.oneof(fc.nat({ max: 1_000_000 }), fc.constant(undefined))
  fc.assert(
    fc.property(
      fc.nat({ max: 1_000_000 }),
      fc.nat({ max: 1_000_000 }),
      figure,
      figure,
      figure,
      figure,
      (input, output, read, write, long, reasoning) => {
        const raw = { cache_creation: { ephemeral_1h_input_tokens: long } }
        const usage = splitUsage(
          reported(
            input,
            output,
            { ...(read ? { read } : {}), ...(write ? { write } : {}), ...(reasoning ? { reasoning } : {}) },
            raw,
          ),
        )
        if (!usage) throw new Error('not split')
        expect(Math.min(...Object.values(usage))).toBeGreaterThanOrEqual(0)
        expect(usage.inputFresh + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h).toBe(input)
        // A server that counts more reasoning than output counts it beside.
        expect(usage.outputText + usage.reasoning).toBe(
          (reasoning ?? 0) > output ? output + (reasoning ?? 0) : output,
        )
      },
    ),
  )
})

test.each([
  ['OpenRouter, in dollars', { cost: 0.0123456 }, 12_346],
  ['xAI, in ticks', { cost_in_usd_ticks: 1_497_500 }, 150],
  ['nobody', { prompt_tokens: 1 }, null],
  ['nonsense', { cost: -1 }, null],
])('what %s says it charged', (_name, raw, micros) => {
  expect(reportedCostMicros(raw)).toBe(micros)
})
