import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { vendorIds } from '../providers/vendors'
import type { ReplyPart } from '../runs/message'
import { callModel, type ModelDelta, type ModelOutcome } from './model'
import { openModel } from './provider-models'
import { openWireBed, request, type WireBed } from './testing/wire-bed'

let bed: WireBed
beforeAll(async () => {
  bed = await openWireBed()
})
afterAll(() => bed.close())

describe('one answer in every wire format', () => {
  const reply = {
    reasoning: 'Let me think.',
    text: 'I look.',
    toolCalls: [{ id: 'call_1', name: 'bash', input: { command: 'ls' } }],
    pieceLength: 4,
    usage: { input: 100, cacheRead: 60, output: 20 },
  }
  const usage = {
    inputFresh: 40,
    cacheRead: 60,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    outputText: 20,
    reasoning: 0,
  }

  test.each([
    'anthropic',
    'minimax',
    'deepseek',
    'moonshotai',
    'zhipu',
    'xiaomi',
    'alibaba',
    'openai-compatible',
    'openrouter',
  ] as const)('%s', async vendor => {
    bed.server.respond(() => ({ reply }))
    const deltas: ModelDelta[] = []
    const outcome = await bed.call(vendor, request, { onDelta: delta => deltas.push(delta) })
    expect(visible(outcome)).toEqual([
      { type: 'reasoning', text: 'Let me think.' },
      { type: 'text', text: 'I look.' },
      { type: 'tool-call', callId: 'call_1', name: 'bash', input: { command: 'ls' } },
    ])
    expect(outcome).toMatchObject({ ok: true, finishReason: 'tool-calls', usage, usageReported: true })
    const said = (kind: ModelDelta['kind']) =>
      deltas
        .filter(delta => delta.kind === kind)
        .map(delta => delta.text)
        .join('')
    expect([said('reasoning'), said('text'), said('tool-input')]).toEqual([
      'Let me think.',
      'I look.',
      '{"command":"ls"}',
    ])
    expect(deltas.find(delta => delta.kind === 'tool-input')).toMatchObject({
      callId: 'call_1',
      name: 'bash',
    })
    const { firstOutputMs, totalMs } = outcome.timing
    expect(firstOutputMs).toBeLessThanOrEqual(totalMs)
  })

  function visible(outcome: ModelOutcome): ReplyPart[] {
    return outcome.parts.map(({ providerMetadata: _, ...part }) => part as ReplyPart)
  }
})

test('every vendor is called at its own address with its own kind of key', async () => {
  const seen: Record<string, unknown> = {}
  for (const vendor of vendorIds.filter(id => id !== 'demo')) {
    bed.server.respond(exchange => {
      const { headers } = exchange
      const key = ['authorization', 'x-api-key', 'x-goog-api-key'].filter(name =>
        String(headers[name]).includes('test-key'),
      )
      seen[vendor] = `${headers['x-original-host']}${exchange.path} ${key}`
      return { raw: { status: 401, pieces: ['{}'] } }
    })
    expect(await bed.call(vendor)).toMatchObject({ ok: false, error: { code: 'credentials' } })
  }
  expect(seen).toEqual({
    openai: 'api.openai.com/v1/responses authorization',
    anthropic: 'api.anthropic.com/v1/messages x-api-key',
    google:
      'generativelanguage.googleapis.com/v1beta/models/some-model:streamGenerateContent?alt=sse x-goog-api-key',
    deepseek: 'api.deepseek.com/chat/completions authorization',
    moonshotai: 'api.moonshot.ai/v1/chat/completions authorization',
    zhipu: 'api.z.ai/api/paas/v4/chat/completions authorization',
    xiaomi: 'api.xiaomimimo.com/v1/chat/completions authorization',
    alibaba: 'dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions authorization',
    minimax: 'api.minimax.io/anthropic/v1/messages x-api-key',
    xai: 'api.x.ai/v1/responses authorization',
    openrouter: 'openrouter.ai/api/v1/chat/completions authorization',
    'openai-compatible': 'local.example/v1/chat/completions authorization',
    ollama: '127.0.0.1:11434/api/chat authorization',
  })
})

test('OpenAI’s name with another host is a chat-completions endpoint, without a key if there is none', async () => {
  bed.server.respond(() => ({ reply: { text: 'hello' } }))
  const handle = await openModel({
    vendor: 'openai',
    modelId: 'local',
    baseUrl: bed.server.url,
    apiKey: null,
  })
  expect(await callModel(handle, request)).toMatchObject({
    ok: true,
    parts: [{ type: 'text', text: 'hello' }],
    usageReported: false,
  })
  expect(bed.server.exchanges.at(-1)).toMatchObject({
    path: '/v1/chat/completions',
    body: { model: 'local', stream_options: { include_usage: true } },
  })
  expect(bed.server.exchanges.at(-1)?.headers.authorization).toBeUndefined()
})

test('xAI keeps nothing either', async () => {
  bed.server.respond(() => ({ raw: { status: 401, pieces: ['{}'] } }))
  await bed.call('xai')
  expect(bed.lastBody()).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] })
})

test('OpenAI keeps nothing, and routes a run to one cache', async () => {
  bed.server.respond(() => ({ raw: { status: 401, pieces: ['{}'] } }))
  await bed.call('openai', { ...request, cacheKey: 'k'.repeat(100) })
  expect(bed.lastBody()).toMatchObject({ store: false, prompt_cache_key: 'k'.repeat(64) })
})

test('a whole answer from a server that cannot stream', async () => {
  const reply = {
    text: 'Whole.',
    toolCalls: [{ id: 'c', name: 'bash', input: { command: 'ls' } }],
    usage: { input: 5, output: 2 },
  }
  bed.server.respond(() => ({ reply }))
  const handle = await openModel({
    vendor: 'openai-compatible',
    modelId: 'm',
    baseUrl: bed.server.url,
    apiKey: null,
    streaming: false,
  })
  expect(await callModel(handle, request)).toMatchObject({
    ok: true,
    parts: [
      { type: 'text', text: 'Whole.' },
      { type: 'tool-call', callId: 'c', name: 'bash', input: { command: 'ls' } },
    ],
    usage: { inputFresh: 5, outputText: 2 },
  })
  expect(bed.lastBody()).not.toMatchObject({ stream: true })
})
