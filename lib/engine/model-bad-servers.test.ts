import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeProviderConnections } from '../providers/provider-fetch'
import { callModel, type ModelOutcome } from './model'
import type { ModelHandle } from './model-handle'
import { openModel } from './provider-models'
import { badAnswers, chunk, failed, textPart } from './testing/bad-answers'
import { type Answer, type ModelServer, sse, startModelServer } from './testing/model-server'

let server: ModelServer
let handle: ModelHandle

beforeAll(async () => {
  server = await startModelServer()
  handle = await openModel({
    vendor: 'openai-compatible',
    modelId: 'm',
    baseUrl: `${server.url}/v1`,
    apiKey: 'key-0123456789',
  })
})
afterAll(async () => {
  await closeProviderConnections()
  await server.close()
})

const request = {
  instructions: 'Work.',
  tools: [
    {
      name: 'bash',
      description: 'Runs a command',
      inputSchema: { type: 'object', properties: { command: { type: 'string' } } },
    },
  ],
  messages: [{ role: 'user' as const, text: 'go' }],
}

function ask(answer: Answer, options: Parameters<typeof callModel>[2] = {}): Promise<ModelOutcome> {
  server.respond(() => answer)
  return callModel(handle, request, options)
}

describe('a bad server ends in an answer or a named error', () => {
  test.each(badAnswers)('%s', async (_name, raw, expected) => {
    const outcome = await ask({ raw })
    const seen = outcome.ok
      ? { parts: outcome.parts, finishReason: outcome.finishReason }
      : { parts: outcome.parts, error: outcome.error }
    expect(seen).toEqual(
      'error' in expected ? { ...expected, error: expect.objectContaining(expected.error) } : expected,
    )
  })
})

describe('context overflow is recognised in the words of', () => {
  test.each([
    [
      'OpenAI',
      400,
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
    ],
    ['Anthropic', 400, 'prompt is too long: 208310 tokens > 200000 maximum'],
    [
      'Google',
      400,
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ],
    [
      'llama.cpp',
      400,
      'the request exceeds the available context size. try increasing the context size or enable context shift',
    ],
    ['Moonshot', 400, 'Invalid request: Your request exceeded model token limit: 262144'],
    ['Alibaba', 400, 'Range of input length should be [1, 129024]'],
    ['Zhipu', 400, 'Prompt exceeds max length'],
    ['xAI', 400, "This model's maximum prompt length is 131072 but the request contains 150000 tokens."],
  ])('%s', async (_vendor, status, message) => {
    const outcome = await ask({ raw: failed(status, message) })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'context-overflow', retryable: false } })
  })
})

describe('retry-after', () => {
  test('as a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString()
    const outcome = await ask({ raw: failed(429, 'slow down', { 'retry-after': date }) })
    const wait = outcome.ok ? undefined : outcome.error.retryAfterMs
    expect(wait).toBeGreaterThan(55_000)
    expect(wait).toBeLessThanOrEqual(60_000)
  })
})

test('a connection that breaks before a word: what was read, and may be charged, is guessed', async () => {
  const outcome = await ask({ raw: { pieces: [], ending: 'cut' } })
  expect(outcome).toMatchObject({
    ok: false,
    error: { code: 'network' },
    usageReported: false,
    usage: { inputFresh: 40, outputText: 0 },
  })
})

describe('silence', () => {
  test('before the first output', async () => {
    const outcome = await ask({ raw: { pieces: [], ending: 'hang' } }, { timeouts: { firstMs: 80 } })
    expect(outcome).toMatchObject({
      ok: false,
      parts: [],
      error: { code: 'timeout', retryable: true, message: 'The provider sent nothing for 0.1 s.' },
      // What it read and may charge is guessed: silence is no proof that nothing was used.
      usageReported: false,
      usage: { inputFresh: 40, outputText: 0 },
    })
  })

  test('between two pieces', async () => {
    const outcome = await ask(
      { raw: { ...sse([chunk({ content: 'some' })]), ending: 'hang' } },
      { timeouts: { idleMs: 80 } },
    )
    expect(outcome).toMatchObject({
      ok: false,
      parts: [textPart('some')],
      error: { code: 'timeout' },
      usageReported: false,
      usage: { outputText: 1 },
    })
  })

  test('a slow answer that keeps talking is no silence', async () => {
    const pieces = Array.from({ length: 8 }, (_, index) => chunk({ content: String(index) }))
    const outcome = await ask(
      { raw: sse([...pieces, chunk({}, 'stop')]), pace: { betweenMs: 40 } },
      { timeouts: { firstMs: 200, idleMs: 200 } },
    )
    expect(outcome).toMatchObject({ ok: true, parts: [textPart('01234567')] })
  })
})

test('an answer that never ends is given up', async () => {
  const piece = `data: ${chunk({ content: 'again and '.repeat(100_000) })}\n\n`
  const outcome = await ask({
    raw: { ...sse([]), pieces: Array.from({ length: 12 }, () => piece), ending: 'hang' },
  })
  expect(outcome).toMatchObject({
    ok: false,
    error: {
      code: 'invalid-response',
      message: 'The provider sent an answer that makes no sense: it does not end',
    },
  })
})

describe('stopping', () => {
  test('in the middle: what came is kept, and counted as an estimate', async () => {
    const stop = new AbortController()
    const outcome = await ask(
      { raw: { ...sse([chunk({ content: 'I begin' })]), ending: 'hang' } },
      { signal: stop.signal, onDelta: () => stop.abort() },
    )
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'aborted', retryable: false },
      parts: [textPart('I begin')],
      usageReported: false,
      usage: { outputText: 2 },
    })
  })

  test('a listener that throws is our own fault: it throws on, and the connection is let go', async () => {
    let isClosed: Promise<void> | undefined
    server.respond(exchange => {
      isClosed = exchange.closed
      return { raw: { ...sse([chunk({ content: 'hi' })]), ending: 'hang' } }
    })
    const onDelta = () => {
      throw new Error('our bug')
    }
    await expect(callModel(handle, request, { onDelta })).rejects.toThrow('our bug')
    await isClosed
  })

  test('before it starts: no request is made', async () => {
    const before = server.exchanges.length
    const outcome = await callModel(handle, request, { signal: AbortSignal.abort() })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'aborted' } })
    expect(server.exchanges.length).toBe(before)
  })
})

describe('no server', () => {
  test('nobody listens', async () => {
    const gone = await startModelServer()
    await gone.close()
    const model = await openModel({
      vendor: 'openai-compatible',
      modelId: 'm',
      baseUrl: gone.url,
      apiKey: null,
    })
    const outcome = await callModel(model, request)
    const message = `Nothing answers at ${gone.url.slice('http://'.length)}: the connection was refused.`
    expect(outcome).toMatchObject({
      ok: false,
      parts: [],
      error: { code: 'network', retryable: true, message },
    })
    // Nothing was sent, so nothing was used.
    expect(outcome.ok || outcome.usage).toBeUndefined()
  })

  test.each([
    [
      'no such name',
      'http://no-such-host.invalid/v1',
      {
        code: 'network',
        retryable: true,
        message: 'The name no-such-host.invalid could not be resolved (DNS).',
      },
    ],
    ['metadata address', 'http://169.254.169.254/v1', { code: 'network', retryable: false }],
  ])('%s', async (_name, baseUrl, error) => {
    const model = await openModel({ vendor: 'openai-compatible', modelId: 'm', baseUrl, apiKey: null })
    const outcome = await callModel(model, request)
    expect(outcome).toMatchObject({ ok: false, parts: [], error })
    expect(outcome.ok || outcome.usage).toBeUndefined()
  })
})
