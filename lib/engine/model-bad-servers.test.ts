import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeProviderConnections } from '../providers/provider-fetch'
import type { ModelError, ReplyPart } from '../runs/message'
import { callModel, type ModelOutcome } from './model'
import type { ModelHandle } from './model-handle'
import { openModel } from './provider-models'
import { type Answer, type ModelServer, type RawAnswer, sse, startModelServer } from './testing/model-server'

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

const chunk = (delta: object, finish: string | null = null) =>
  JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
const call = (fields: object) => chunk({ tool_calls: [{ index: 0, id: 'c1', type: 'function', ...fields }] })
const bash = call({ function: { name: 'bash', arguments: '{"command":"ls"}' } })
const bashPart: ReplyPart = { type: 'tool-call', callId: 'c1', name: 'bash', input: { command: 'ls' } }
const text = (value: string): ReplyPart => ({ type: 'text', text: value })

type Expected =
  | { parts: ReplyPart[]; finishReason: string }
  | { parts: ReplyPart[]; error: Partial<ModelError> }

const rows: [name: string, raw: RawAnswer, expected: Expected][] = [
  [
    'finish stop with a tool call',
    sse([bash, chunk({}, 'stop'), '[DONE]']),
    { parts: [bashPart], finishReason: 'tool-calls' },
  ],
  [
    'no index on the tool call',
    sse([
      chunk({
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } },
        ],
      }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ]),
    { parts: [bashPart], finishReason: 'tool-calls' },
  ],
  [
    'no [DONE]',
    sse([chunk({ content: 'hi' }), chunk({}, 'stop')]),
    { parts: [text('hi')], finishReason: 'stop' },
  ],
  [
    'no finish_reason at all',
    sse([bash, '[DONE]']),
    { parts: [bashPart], error: { code: 'invalid-response', retryable: true } },
  ],
  [
    'arguments as an object',
    sse([
      call({ function: { name: 'bash', arguments: { command: 'ls' } } }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ]),
    { parts: [], error: { code: 'invalid-response', retryable: true } },
  ],
  [
    'arguments cut off',
    sse([call({ function: { name: 'bash', arguments: '{"command":"l' } }), chunk({}, 'length'), '[DONE]']),
    {
      parts: [
        {
          type: 'tool-call',
          callId: 'c1',
          name: 'bash',
          input: '{"command":"l',
          problem: 'The arguments are not valid JSON.',
        },
      ],
      finishReason: 'length',
    },
  ],
  [
    'unknown tool',
    sse([call({ function: { name: 'nope', arguments: '{"a":1}' } }), chunk({}, 'tool_calls'), '[DONE]']),
    {
      parts: [{ type: 'tool-call', callId: 'c1', name: 'nope', input: { a: 1 } }],
      finishReason: 'tool-calls',
    },
  ],
  [
    'error event mid-stream',
    sse([chunk({ content: 'par' }), '{"error":{"message":"Upstream exploded","type":"server_error"}}']),
    { parts: [text('par')], error: { code: 'overloaded', retryable: true } },
  ],
  [
    'invalid JSON line, then a normal end',
    sse([chunk({ content: 'a' }), '{"oops', chunk({ content: 'b' }), chunk({}, 'stop'), '[DONE]']),
    { parts: [text('ab')], error: { code: 'invalid-response', retryable: true } },
  ],
  [
    'socket cut after some text',
    { ...sse([chunk({ content: 'half' })]), ending: 'cut' },
    { parts: [text('half')], error: { code: 'network', retryable: true } },
  ],
  [
    'socket cut before anything',
    { pieces: [], ending: 'cut' },
    { parts: [], error: { code: 'network', retryable: true } },
  ],
  ['empty stream', sse([]), { parts: [], error: { code: 'invalid-response', retryable: true } }],
  [
    'empty answer',
    sse([chunk({ content: '' }), chunk({}, 'stop'), '[DONE]']),
    { parts: [], error: { code: 'invalid-response', message: 'The model gave an empty answer.' } },
  ],
  [
    'tool call announced, none sent',
    sse([chunk({ content: 'x' }), chunk({}, 'tool_calls')]),
    { parts: [text('x')], error: { code: 'invalid-response' } },
  ],
  [
    'content filter',
    sse([chunk({ content: 'So' }), chunk({}, 'content_filter')]),
    { parts: [text('So')], error: { code: 'refused', retryable: false } },
  ],
  [
    'a web page instead of an answer',
    { headers: { 'content-type': 'text/html' }, pieces: ['<html>hello</html>'] },
    { parts: [], error: { code: 'invalid-response' } },
  ],
  [
    '401',
    failed(401, 'Incorrect API key provided: key-0123456789'),
    {
      parts: [],
      error: {
        code: 'credentials',
        status: 401,
        retryable: false,
        message: 'The provider refused the API key (401): Incorrect API key provided: [redacted]',
      },
    },
  ],
  [
    '402',
    failed(402, 'Insufficient Balance'),
    { parts: [], error: { code: 'quota', status: 402, retryable: false } },
  ],
  [
    '403',
    failed(403, 'Your plan does not include it'),
    { parts: [], error: { code: 'forbidden', status: 403, retryable: false } },
  ],
  [
    '404',
    failed(404, 'The model `m` does not exist'),
    { parts: [], error: { code: 'not-found', status: 404, retryable: false } },
  ],
  [
    '429 in seconds',
    failed(429, 'Rate limit', { 'retry-after': '7' }),
    { parts: [], error: { code: 'rate-limit', status: 429, retryable: true, retryAfterMs: 7000 } },
  ],
  [
    '429 in milliseconds',
    failed(429, 'Rate limit', { 'retry-after-ms': '1234' }),
    { parts: [], error: { code: 'rate-limit', retryAfterMs: 1234 } },
  ],
  [
    '429 for lack of money',
    failed(429, 'You exceeded your current quota', {}, 'insufficient_quota'),
    { parts: [], error: { code: 'quota', retryable: false } },
  ],
  ['500', failed(500, 'boom'), { parts: [], error: { code: 'overloaded', status: 500, retryable: true } }],
  [
    '503',
    failed(503, 'busy', { 'retry-after': '2' }),
    { parts: [], error: { code: 'overloaded', status: 503, retryable: true, retryAfterMs: 2000 } },
  ],
  [
    '529',
    failed(529, 'Overloaded'),
    { parts: [], error: { code: 'overloaded', status: 529, retryable: true } },
  ],
  [
    '400',
    failed(400, 'Unsupported parameter: temperature'),
    { parts: [], error: { code: 'bad-request', status: 400, retryable: false } },
  ],
  [
    '413',
    failed(413, 'Request too large'),
    { parts: [], error: { code: 'context-overflow', retryable: false } },
  ],
  [
    'redirect',
    { status: 302, headers: { location: 'http://127.0.0.1:9/' }, pieces: [] },
    { parts: [], error: { code: 'not-found', status: 302 } },
  ],
]

function failed(
  status: number,
  message: string,
  headers: Record<string, string> = {},
  code?: string,
): RawAnswer {
  return { status, headers, pieces: [JSON.stringify({ error: { message, type: 'error', code } })] }
}

describe('a bad server ends in an answer or a named error', () => {
  test.each(rows)('%s', async (_name, raw, expected) => {
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

describe('silence', () => {
  test('before the first output', async () => {
    const outcome = await ask({ raw: { pieces: [], ending: 'hang' } }, { timeouts: { firstMs: 80 } })
    expect(outcome).toMatchObject({
      ok: false,
      parts: [],
      error: { code: 'timeout', retryable: true, message: 'The provider sent nothing for 0.1 s.' },
    })
    expect(outcome.ok || outcome.usage).toBeUndefined()
  })

  test('between two pieces', async () => {
    const outcome = await ask(
      { raw: { ...sse([chunk({ content: 'some' })]), ending: 'hang' } },
      { timeouts: { idleMs: 80 } },
    )
    expect(outcome).toMatchObject({
      ok: false,
      parts: [text('some')],
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
    expect(outcome).toMatchObject({ ok: true, parts: [text('01234567')] })
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
      parts: [text('I begin')],
      usageReported: false,
      usage: { outputText: 2 },
    })
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
