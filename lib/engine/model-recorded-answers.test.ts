import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeProviderConnections } from '../providers/provider-fetch'
import type { VendorId } from '../providers/vendors'
import { priceCall } from '../usage/price'
import { noUsage } from '../usage/rules'
import type { UsageRecord } from '../usage/schema'
import { callModel, type ModelOutcome } from './model'
import { openModel } from './provider-models'
import expectations from './testing/fixtures/recorded-expectations.json'
import { type ModelServer, startModelServer } from './testing/model-server'
import { hasRecordedAnswers, listRecordedAnswers, recordedAnswer } from './testing/recorded-answers'
import { rerouteTo } from './testing/reroute'

const formats: Record<string, { vendor: VendorId; baseUrl: string | null }> = {
  anthropic: { vendor: 'anthropic', baseUrl: null },
  deepseek: { vendor: 'deepseek', baseUrl: null },
  google: { vendor: 'google', baseUrl: null },
  'openai-chat': { vendor: 'openai-compatible', baseUrl: 'http://chat.example/v1' },
  'openai-compatible': { vendor: 'openai-compatible', baseUrl: 'http://chat.example/v1' },
  'openai-responses': { vendor: 'openai', baseUrl: null },
}

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
afterAll(async () => {
  await closeProviderConnections()
  await server.close()
})

const request = { instructions: 'Answer.', tools: [], messages: [{ role: 'user' as const, text: 'hi' }] }

async function replay(path: string): Promise<ModelOutcome> {
  const format = formats[path.split('/')[0] ?? '']
  if (!format) throw new Error(`No wire format for ${path}`)
  const target = { ...format, modelId: 'asked', apiKey: 'key', streaming: !path.endsWith('.json') }
  server.respond(() => ({ raw: recordedAnswer(path) }))
  return callModel(await openModel(target, rerouteTo(server.url)), request)
}

/** What is compared: enough to see text, calls, usage and the end, without copying the answers. */
function summary(outcome: ModelOutcome) {
  const spoken = (type: 'text' | 'reasoning') =>
    shape(outcome.parts.flatMap(part => (part.type === type ? [part.text] : [])).join(''))
  const calls = outcome.parts.flatMap(part =>
    part.type === 'tool-call'
      ? [
          {
            name: part.name,
            input: shortened(part.input),
            ...(part.problem ? { problem: part.problem } : {}),
          },
        ]
      : [],
  )
  const { usage } = outcome
  return {
    end: outcome.ok ? outcome.finishReason : outcome.error.code,
    ...(outcome.ok
      ? {}
      : {
          retryable: outcome.error.retryable,
          ...(outcome.error.retryAfterMs ? { retryAfterMs: outcome.error.retryAfterMs } : {}),
        }),
    text: spoken('text'),
    reasoning: spoken('reasoning'),
    calls,
    usage: outcome.usageReported && usage ? counters(usage) : 'not reported',
    model: outcome.responseModel ?? null,
    ...(outcome.reportedMicros === undefined ? {} : { reportedMicros: outcome.reportedMicros }),
  }
}

function shape(text: string): string {
  return text === '' ? '' : `${text.length}: ${text.slice(0, 12)} … ${text.slice(-12)}`
}

function shortened(input: unknown): unknown {
  const text = JSON.stringify(input)
  return text.length > 100 ? shape(text) : input
}

function counters(usage: UsageRecord): string {
  const { inputFresh, cacheRead, cacheWrite5m, cacheWrite1h, outputText, reasoning } = usage
  return `fresh ${inputFresh}, read ${cacheRead}, write ${cacheWrite5m} + ${cacheWrite1h}, text ${outputText}, reasoning ${reasoning}`
}

const isPresent = hasRecordedAnswers()
const paths = isPresent ? listRecordedAnswers() : []

describe.runIf(isPresent)('recorded answers of real providers', () => {
  test('each has an expectation, and each expectation a recording', () => {
    expect(paths).toEqual(Object.keys(expectations).sort())
  })

  // One of each wire format, with the price reckoned by hand (dollars a million tokens × tokens).
  test.each([
    [
      'anthropic/anthropic-code-execution-20260120-prompt-cache.1.chunks.txt',
      'claude-sonnet-5',
      6 * 2 + 6289 * 0.2 + 3337 * 2.5 + 198 * 10,
    ],
    ['deepseek/deepseek-tool-call.chunks.txt', 'deepseek-v4-pro', 19 * 0.66 + 320 * 0.022 + 83 * 1.98],
    ['google/google-tool-call-gemini3.chunks.txt', 'gemini-3-pro-preview', 29 * 2 + 819 * 12],
    ['openai-chat/azure-model-router.1.chunks.txt', 'gpt-5-nano', 15 * 0.05 + 78 * 0.4],
    ['openai-responses/openai-compaction.1.chunks.txt', 'gpt-5.2', 1305 * 1.75 + 49_792 * 0.175 + 2505 * 14],
  ])('the price of %s', async (path, modelId, dollars) => {
    const outcome = await replay(path)
    const vendor = path.startsWith('openai')
      ? 'openai'
      : (formats[path.split('/')[0] ?? '']?.vendor ?? 'demo')
    const at = new Date('2026-11-02T12:00:00Z')
    const usage = outcome.usage ?? noUsage
    expect(priceCall({ vendor, baseUrl: null, modelId, usage, at }).micros).toBe(Math.round(dollars))
  })

  test.each(paths)('%s', async path => {
    expect(summary(await replay(path))).toEqual(Reflect.get(expectations, path))
  })
})
