import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeProviderConnections } from '../providers/provider-fetch'
import type { VendorId } from '../providers/vendors'
import type { ModelMessage, ModelRequest } from '../runs/message'
import { callModel } from './model'
import { openModel } from './provider-models'
import { type ModelServer, sse, startModelServer } from './testing/model-server'
import { rerouteTo } from './testing/reroute'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
afterAll(async () => {
  await closeProviderConnections()
  await server.close()
})

const tools = ['bash', 'read'].map(name => ({
  name,
  description: `Does ${name}`,
  inputSchema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
}))
const request: ModelRequest = {
  instructions: 'Be brief.',
  tools,
  messages: [{ role: 'user', text: 'go' }],
  cacheKey: 'run_1',
}

async function call(vendor: VendorId, ask: ModelRequest = request) {
  const baseUrl = vendor === 'openai-compatible' ? 'http://local.example/v1' : null
  const handle = await openModel(
    { vendor, modelId: 'some-model', baseUrl, apiKey: 'test-key' },
    rerouteTo(server.url),
  )
  return callModel(handle, ask)
}

const lastBody = () => server.exchanges.at(-1)?.body

describe('the history goes back', () => {
  const metadata = (vendor: VendorId) => ({ anthropic: { signature: 'signed' }, reef: { vendor } })
  const history = (vendor: VendorId): ModelMessage[] => [
    { role: 'user', text: 'go' },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'Hm.', providerMetadata: metadata(vendor) },
        { type: 'text', text: 'I look.' },
        { type: 'tool-call', callId: 'c1', name: 'bash', input: { command: 'ls' } },
        {
          type: 'tool-call',
          callId: 'c2',
          name: 'bash',
          input: '{"command":"l',
          problem: 'The arguments are not valid JSON.',
        },
      ],
    },
    {
      role: 'tool',
      results: [
        { callId: 'c1', name: 'bash', output: 'a.txt', isError: false },
        { callId: 'c2', name: 'bash', output: 'Not valid JSON', isError: true },
      ],
    },
  ]

  test('to Anthropic with the signature it made and three cache breakpoints', async () => {
    server.respond(() => ({ reply: { text: 'ok' } }))
    await call('anthropic', { ...request, messages: history('anthropic'), maxOutputTokens: 500 })
    const cache_control = { type: 'ephemeral' }
    expect(lastBody()).toMatchObject({
      model: 'some-model',
      max_tokens: 500,
      stream: true,
      system: [{ type: 'text', text: 'Be brief.', cache_control }],
      tools: [{ name: 'bash' }, { name: 'read', cache_control }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'go' }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'signed' },
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 'c1', name: 'bash', input: { command: 'ls' } },
            { type: 'tool_use', id: 'c2', name: 'bash', input: { invalid_arguments: '{"command":"l' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: 'a.txt' },
            {
              type: 'tool_result',
              tool_use_id: 'c2',
              content: 'Not valid JSON',
              is_error: true,
              cache_control,
            },
          ],
        },
      ],
    })
    expect(JSON.stringify(lastBody()).match(/cache_control/g)).toHaveLength(3)
    expect(JSON.stringify(lastBody())).not.toContain('reef')
  })

  test('without another vendor’s reasoning', async () => {
    server.respond(() => ({ reply: { text: 'ok' } }))
    await call('anthropic', { ...request, messages: history('minimax') })
    expect(JSON.stringify(lastBody())).not.toMatch(/Hm\.|signed/)
    await call('openai-compatible', { ...request, messages: history('anthropic') })
    expect(lastBody()).toMatchObject({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'go' },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [
            { id: 'c1', function: { name: 'bash', arguments: '{"command":"ls"}' } },
            { id: 'c2', function: { arguments: '{"invalid_arguments":"{\\"command\\":\\"l"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'a.txt' },
        { role: 'tool', tool_call_id: 'c2', content: 'Not valid JSON' },
      ],
    })
    expect(JSON.stringify(lastBody())).not.toMatch(/Hm\.|signed/)
  })

  test('with its own reasoning where the vendor has no signature', async () => {
    server.respond(() => ({
      reply: { reasoning: 'Deep.', toolCalls: [{ id: 'call_x', name: 'bash', input: { command: 'ls' } }] },
    }))
    const first = await call('zhipu')
    const results = [{ callId: 'call_x', name: 'bash', output: 'a', isError: false }]
    await call('zhipu', {
      ...request,
      messages: [...request.messages, { role: 'assistant', parts: first.parts }, { role: 'tool', results }],
    })
    expect(lastBody()).toMatchObject({
      messages: [{}, {}, { role: 'assistant', reasoning_content: 'Deep.' }, {}],
    })
  })
})

test('a call without its result never leaves: the history is at fault, not the provider', async () => {
  const before = server.exchanges.length
  const lone: ModelMessage = {
    role: 'assistant',
    parts: [{ type: 'tool-call', callId: 'c', name: 'bash', input: {} }],
  }
  const messages: ModelMessage[] = [...request.messages, lone, { role: 'user', text: 'and?' }]
  expect(await call('openai-compatible', { ...request, messages })).toMatchObject({
    ok: false,
    error: { code: 'bad-request', retryable: false },
  })
  expect(server.exchanges.length).toBe(before)
})

describe('what a vendor sealed goes back as it was,', () => {
  test('to Google with the signature of the thought behind the call', async () => {
    const part = { functionCall: { name: 'bash', args: { command: 'ls' } }, thoughtSignature: 'c2lnbmVk' }
    const event = {
      candidates: [{ content: { parts: [part], role: 'model' }, finishReason: 'STOP', index: 0 }],
    }
    server.respond(() => ({ raw: sse([JSON.stringify(event)]) }))
    const first = await call('google')
    const [asked] = first.parts
    if (asked?.type !== 'tool-call') throw new Error('no call')
    const results = [{ callId: asked.callId, name: 'bash', output: 'a', isError: false }]
    await call('google', {
      ...request,
      messages: [...request.messages, { role: 'assistant', parts: first.parts }, { role: 'tool', results }],
    })
    expect(lastBody()).toMatchObject({
      contents: [
        { role: 'user' },
        { role: 'model', parts: [part] },
        { role: 'user', parts: [{ functionResponse: { name: 'bash' } }] },
      ],
    })
  })

  test('to OpenAI with the encrypted reasoning that it made, which it does not keep itself', async () => {
    const reasoning = { id: 'rs_1', type: 'reasoning', encrypted_content: 'sealed', summary: [] }
    const asked = {
      id: 'fc_1',
      type: 'function_call',
      call_id: 'call_1',
      name: 'bash',
      arguments: '{"command":"ls"}',
      status: 'completed',
    }
    const usage = {
      input_tokens: 5,
      output_tokens: 3,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 1 },
    }
    const events = [
      { type: 'response.created', response: { id: 'resp_1', created_at: 0, model: 'some-model' } },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...reasoning, encrypted_content: 'begun' },
      },
      { type: 'response.output_item.done', output_index: 0, item: reasoning },
      { type: 'response.output_item.added', output_index: 1, item: { ...asked, arguments: '' } },
      {
        type: 'response.function_call_arguments.delta',
        item_id: 'fc_1',
        output_index: 1,
        delta: asked.arguments,
      },
      { type: 'response.output_item.done', output_index: 1, item: asked },
      { type: 'response.completed', response: { id: 'resp_1', usage } },
    ]
    server.respond(() => ({ raw: sse(events.map(event => JSON.stringify(event))) }))
    const first = await call('openai')
    expect(first).toMatchObject({ ok: true, usage: { outputText: 2, reasoning: 1 } })
    const results = [{ callId: 'call_1', name: 'bash', output: 'a', isError: false }]
    await call('openai', {
      ...request,
      messages: [...request.messages, { role: 'assistant', parts: first.parts }, { role: 'tool', results }],
    })
    expect(lastBody()).toMatchObject({
      store: false,
      input: [
        { content: 'Be brief.' },
        { role: 'user' },
        { type: 'reasoning', encrypted_content: 'sealed' },
        { type: 'function_call', call_id: 'call_1', name: 'bash', arguments: '{"command":"ls"}' },
        { type: 'function_call_output', call_id: 'call_1', output: 'a' },
      ],
    })
  })
})
