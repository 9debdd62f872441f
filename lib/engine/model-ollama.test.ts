import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeProviderConnections } from '../providers/provider-fetch'
import { callModel } from './model'
import type { ModelHandle } from './model-handle'
import { openModel } from './provider-models'
import { type ModelServer, type RawAnswer, startModelServer } from './testing/model-server'

let server: ModelServer
let handle: ModelHandle
beforeAll(async () => {
  server = await startModelServer()
  handle = await openModel({
    vendor: 'ollama',
    modelId: 'qwen3:8b',
    baseUrl: server.url,
    apiKey: null,
    contextTokens: 16_384,
  })
})
afterAll(async () => {
  await closeProviderConnections()
  await server.close()
})

const tools = [
  {
    name: 'bash',
    description: 'Runs a command',
    inputSchema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
  },
]
const request = { instructions: 'Work.', tools, messages: [{ role: 'user' as const, text: 'go' }] }

/** Ollama's own stream: one JSON object a line (https://docs.ollama.com/api/chat). */
function lines(messages: object[], end: object | null): RawAnswer {
  const head = { model: 'qwen3:8b', created_at: '2026-11-01T00:00:00Z' }
  const all = [
    ...messages.map(message => ({ ...head, message, done: false })),
    ...(end ? [{ ...head, message: { role: 'assistant', content: '' }, done: true, ...end }] : []),
  ]
  return {
    headers: { 'content-type': 'application/x-ndjson' },
    pieces: all.map(line => `${JSON.stringify(line)}\n`),
  }
}

const said = (content: string) => ({ role: 'assistant', content })
const end = { done_reason: 'stop', prompt_eval_count: 50, eval_count: 7 }

test('text by the native interface, with the window that the model needs', async () => {
  server.respond(() => ({ raw: lines([said('Hel'), said('lo')], end) }))
  const pieces: string[] = []
  const outcome = await callModel(handle, request, { onDelta: delta => pieces.push(delta.text) })
  expect(outcome).toMatchObject({
    ok: true,
    finishReason: 'stop',
    parts: [{ type: 'text', text: 'Hello' }],
    usage: { inputFresh: 50, outputText: 7 },
    usageReported: true,
  })
  expect(pieces.join('')).toBe('Hello')
  expect(server.exchanges.at(-1)).toMatchObject({
    path: '/api/chat',
    body: {
      model: 'qwen3:8b',
      stream: true,
      options: { num_ctx: 16_384 },
      messages: [
        { role: 'system', content: 'Work.' },
        { role: 'user', content: 'go' },
      ],
      tools: [{ function: { name: 'bash' } }],
    },
  })
})

test('a tool call', async () => {
  const call = {
    role: 'assistant',
    content: '',
    tool_calls: [{ function: { name: 'bash', arguments: { command: 'ls' } } }],
  }
  server.respond(() => ({ raw: lines([call], end) }))
  expect(await callModel(handle, request)).toMatchObject({
    ok: true,
    finishReason: 'tool-calls',
    parts: [{ type: 'tool-call', name: 'bash', input: { command: 'ls' } }],
  })
})

test('a model that is not pulled', async () => {
  server.respond(() => ({ raw: { status: 404, pieces: ['{"error":"model \'qwen3:8b\' not found"}'] } }))
  expect(await callModel(handle, request)).toMatchObject({
    ok: false,
    error: { code: 'not-found', retryable: false },
  })
})

test('an error in the middle of the stream', async () => {
  const raw = lines([said('Hel')], null)
  server.respond(() => ({
    raw: {
      ...raw,
      pieces: [...raw.pieces, '{"error":"an error was encountered while running the model: CUDA error"}\n'],
    },
  }))
  expect(await callModel(handle, request)).toMatchObject({ ok: false })
})

test('a socket cut', async () => {
  server.respond(() => ({ raw: { ...lines([said('Hel')], null), ending: 'cut' } }))
  expect(await callModel(handle, request)).toMatchObject({
    ok: false,
    parts: [{ text: 'Hel' }],
    error: { retryable: true },
  })
})

test('silence, and being stopped', async () => {
  server.respond(() => ({ raw: { ...lines([said('Hel')], null), ending: 'hang' } }))
  expect(await callModel(handle, request, { timeouts: { idleMs: 100 } })).toMatchObject({
    ok: false,
    error: { code: 'timeout' },
  })
  const stop = new AbortController()
  expect(
    await callModel(handle, request, { signal: stop.signal, onDelta: () => stop.abort() }),
  ).toMatchObject({ ok: false, error: { code: 'aborted' } })
})

test('nobody at home', async () => {
  const gone = await startModelServer()
  await gone.close()
  const model = await openModel({ vendor: 'ollama', modelId: 'x', baseUrl: gone.url, apiKey: null })
  expect(await callModel(model, request)).toMatchObject({
    ok: false,
    error: { code: 'network', retryable: true },
  })
})
