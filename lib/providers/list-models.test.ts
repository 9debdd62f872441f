import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ModelServer, type RawAnswer, startModelServer } from '../engine/testing/model-server'
import { rerouteTo } from '../engine/testing/reroute'
import { discoverServers } from './discover'
import { listModels } from './list-models'
import { closeProviderConnections } from './provider-fetch'
import type { VendorId } from './vendors'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
afterAll(async () => {
  await closeProviderConnections()
  await server.close()
})

function answer(raw: Partial<RawAnswer> & { body?: unknown }) {
  const pieces = raw.pieces ?? [JSON.stringify(raw.body ?? {})]
  server.respond(() => ({ raw: { ...raw, pieces } }))
}

const ask = (vendor: VendorId, apiKey: string | null = 'key', baseUrl: string | null = null) =>
  listModels({ vendor, apiKey, baseUrl }, { call: rerouteTo(server.url) })

describe('each vendor is asked in its own way', () => {
  test.each([
    [
      'openai',
      '/v1/models',
      { data: [{ id: 'gpt-5' }, { id: 'text-embedding-3-small' }] },
      [{ id: 'gpt-5' }],
      'authorization',
      'Bearer key',
    ],
    [
      'anthropic',
      '/v1/models?limit=1000',
      { data: [{ id: 'claude-opus-5', display_name: 'Claude Opus 5', type: 'model' }] },
      [{ id: 'claude-opus-5', label: 'Claude Opus 5' }],
      'x-api-key',
      'key',
    ],
    [
      'google',
      '/v1beta/models?pageSize=1000',
      {
        models: [
          {
            name: 'models/gemini-3-pro',
            displayName: 'Gemini 3 Pro',
            inputTokenLimit: 1048576,
            outputTokenLimit: 65536,
            supportedGenerationMethods: ['generateContent'],
          },
          { name: 'models/x', supportedGenerationMethods: ['predict'] },
        ],
      },
      [{ id: 'gemini-3-pro', label: 'Gemini 3 Pro', contextTokens: 1048576, maxOutputTokens: 65536 }],
      'x-goog-api-key',
      'key',
    ],
    [
      'deepseek',
      '/models',
      { data: [{ id: 'deepseek-v4-pro' }] },
      [{ id: 'deepseek-v4-pro' }],
      'authorization',
      'Bearer key',
    ],
    [
      'openrouter',
      '/api/v1/models',
      {
        data: [
          {
            id: 'z-ai/glm-5.3',
            name: 'GLM 5.3',
            context_length: 200000,
            architecture: { input_modalities: ['text'] },
            supported_parameters: ['tools'],
          },
        ],
      },
      [{ id: 'z-ai/glm-5.3', label: 'GLM 5.3', contextTokens: 200000, vision: false, tools: true }],
      'authorization',
      'Bearer key',
    ],
    [
      'ollama',
      '/api/tags',
      {
        models: [
          { name: 'qwen3:8b', details: { parameter_size: '8.2B' }, capabilities: ['completion', 'tools'] },
        ],
      },
      [{ id: 'qwen3:8b', label: 'qwen3:8b (8.2B)', tools: true, vision: false }],
      'authorization',
      'Bearer key',
    ],
  ] as const)('%s', async (vendor, path, body, models, header, value) => {
    answer({ body })
    expect(await ask(vendor)).toEqual({ ok: true, models })
    expect(server.exchanges.at(-1)).toMatchObject({ method: 'GET', path, headers: { [header]: value } })
  })

  test('a server of one’s own, without a key: vLLM says how much it reads', async () => {
    answer({ body: { data: [{ id: 'b', max_model_len: 32768 }, { id: 'a' }] } })
    const listing = await listModels({ vendor: 'openai-compatible', apiKey: null, baseUrl: server.url })
    expect(listing).toEqual({ ok: true, models: [{ id: 'a' }, { id: 'b', contextTokens: 32768 }] })
    expect(server.exchanges.at(-1)?.headers.authorization).toBeUndefined()
  })
})

describe('the exact cause', () => {
  const host = 'api.openai.com'
  test.each([
    [401, {}, 'key-refused', `${host} refused the API key (401).`],
    [403, {}, 'not-allowed', `${host} knows the key, but the key or its plan may not list models (403).`],
    [
      404,
      {},
      'wrong-address',
      `${host} has no model list at this address (404). Is a part such as /v1 missing?`,
    ],
    [402, {}, 'quota', `The credit at ${host} is used up (402).`],
    [
      429,
      {},
      'quota',
      `${host} says that the quota or rate limit is reached (429). The key may well be right.`,
    ],
    [500, {}, 'failing', `${host} is failing (500). Try again later.`],
    [302, {}, 'wrong-address', `${host} points to another address (302). Give that one.`],
    [400, { error: { message: 'API key not valid.' } }, 'key-refused', `${host} refused the API key (400).`],
    [
      200,
      { hello: 1 },
      'not-understood',
      `${host} answered, but not with a list of models. Is the address right?`,
    ],
  ] as const)('status %s', async (status, body, problem, message) => {
    answer({ status, body })
    expect(await ask('openai')).toEqual({ ok: false, problem, message })
  })

  test('a web page', async () => {
    answer({ pieces: ['<html></html>'] })
    expect(await ask('openai')).toMatchObject({ ok: false, problem: 'not-understood' })
  })

  test('no key', async () => {
    expect(await ask('openai', null)).toEqual({
      ok: false,
      problem: 'key-missing',
      message: 'OpenAI needs an API key (platform.openai.com/api-keys).',
    })
  })

  test('silence', async () => {
    answer({ pieces: [], ending: 'hang' })
    const listing = await listModels(
      { vendor: 'openai-compatible', apiKey: null, baseUrl: server.url },
      { timeoutMs: 100 },
    )
    expect(listing).toEqual({
      ok: false,
      problem: 'timeout',
      message: `${server.url.slice(7)} did not answer within 0.1 s.`,
    })
  })

  test('nobody listens', async () => {
    const gone = await startModelServer()
    await gone.close()
    const listing = await listModels({ vendor: 'ollama', apiKey: null, baseUrl: gone.url })
    expect(listing).toEqual({
      ok: false,
      problem: 'unreachable',
      message: `Nothing answers at ${gone.url.slice(7)}: the connection was refused.`,
    })
  })

  test('no such name', async () => {
    const listing = await listModels({
      vendor: 'openai-compatible',
      apiKey: null,
      baseUrl: 'http://no-such-host.invalid/v1',
    })
    expect(listing).toEqual({
      ok: false,
      problem: 'unreachable',
      message: 'The name no-such-host.invalid could not be resolved (DNS).',
    })
  })

  test('no encryption where it was asked for', async () => {
    const plain = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>(done => plain.listen(0, '127.0.0.1', done))
    const address = plain.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const listing = await listModels({
      vendor: 'openai-compatible',
      apiKey: null,
      baseUrl: `https://127.0.0.1:${port}/v1`,
    })
    plain.close()
    expect(listing).toMatchObject({ ok: false, problem: 'not-trusted' })
  })

  test.each([
    'http://169.254.169.254/v1',
    'http://metadata.google.internal/v1',
    'http://[fd00:ec2::254]/v1',
    'http://[::ffff:169.254.169.254]/v1',
    'http://100.100.100.200',
  ])('a metadata address: %s', async baseUrl => {
    const listing = await listModels({ vendor: 'openai-compatible', apiKey: null, baseUrl })
    expect(listing).toEqual({
      ok: false,
      problem: 'wrong-address',
      message: 'The address belongs to a cloud metadata service.',
    })
  })

  test.each(['ftp://x/v1', 'http://user:pass@127.0.0.1/v1', 'not an address'])(
    'no usable address: %s',
    async baseUrl => {
      expect(await listModels({ vendor: 'openai-compatible', apiKey: null, baseUrl })).toMatchObject({
        ok: false,
        problem: 'wrong-address',
      })
    },
  )
})

describe('the probe', () => {
  test('offers what answers, and leaves out what does not', async () => {
    answer({ body: { data: [{ id: 'local' }] } })
    const gone = await startModelServer()
    await gone.close()
    const candidates = [
      { vendor: 'openai-compatible', label: 'Here', baseUrl: `${server.url}/v1` },
      { vendor: 'openai-compatible', label: 'Gone', baseUrl: `${gone.url}/v1` },
    ] as const
    expect(await discoverServers({ enabled: true, candidates })).toEqual([
      { ...candidates[0], models: [{ id: 'local' }] },
    ])
  })

  test('does nothing when it is switched off', async () => {
    const before = server.exchanges.length
    const candidates = [{ vendor: 'ollama', label: 'Here', baseUrl: server.url }] as const
    expect(await discoverServers({ enabled: false, candidates })).toEqual([])
    expect(server.exchanges.length).toBe(before)
  })
})
