import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VendorId } from '../providers/vendors'
import type { ModelMessage } from '../runs/message'
import { sse } from './testing/model-server'
import { openWireBed, request, type WireBed } from './testing/wire-bed'

let bed: WireBed
beforeAll(async () => {
  bed = await openWireBed()
})
afterAll(() => bed.close())

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

  test('to Anthropic with the signature it made and two cache breakpoints', async () => {
    bed.server.respond(() => ({ reply: { text: 'ok' } }))
    await bed.call('anthropic', { ...request, messages: history('anthropic'), maxOutputTokens: 500 })
    const cache_control = { type: 'ephemeral' }
    expect(bed.lastBody()).toMatchObject({
      model: 'some-model',
      max_tokens: 500,
      stream: true,
      system: [{ type: 'text', text: 'Be brief.', cache_control }],
      tools: [{ name: 'bash' }, { name: 'read' }],
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
    expect(JSON.stringify(bed.lastBody()).match(/cache_control/g)).toHaveLength(2)
    expect(JSON.stringify(bed.lastBody())).not.toContain('reef')
  })

  test('without another vendor’s reasoning', async () => {
    bed.server.respond(() => ({ reply: { text: 'ok' } }))
    await bed.call('anthropic', { ...request, messages: history('minimax') })
    expect(JSON.stringify(bed.lastBody())).not.toMatch(/Hm\.|signed/)
    await bed.call('openai-compatible', { ...request, messages: history('anthropic') })
    expect(bed.lastBody()).toMatchObject({
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
    expect(JSON.stringify(bed.lastBody())).not.toMatch(/Hm\.|signed/)
  })

  test('with its own reasoning where the vendor has no signature', async () => {
    bed.server.respond(() => ({
      reply: { reasoning: 'Deep.', toolCalls: [{ id: 'call_x', name: 'bash', input: { command: 'ls' } }] },
    }))
    const first = await bed.call('zhipu')
    const results = [{ callId: 'call_x', name: 'bash', output: 'a', isError: false }]
    await bed.call('zhipu', {
      ...request,
      messages: [...request.messages, { role: 'assistant', parts: first.parts }, { role: 'tool', results }],
    })
    expect(bed.lastBody()).toMatchObject({
      messages: [{}, {}, { role: 'assistant', reasoning_content: 'Deep.' }, {}],
    })
  })
})

test('a call without its result never leaves: the history is at fault, not the provider', async () => {
  const before = bed.server.exchanges.length
  const lone: ModelMessage = {
    role: 'assistant',
    parts: [{ type: 'tool-call', callId: 'c', name: 'bash', input: {} }],
  }
  const messages: ModelMessage[] = [...request.messages, lone, { role: 'user', text: 'and?' }]
  expect(await bed.call('openai-compatible', { ...request, messages })).toMatchObject({
    ok: false,
    error: { code: 'bad-request', retryable: false },
  })
  expect(bed.server.exchanges.length).toBe(before)
})

describe('what a vendor sealed goes back as it was,', () => {
  test('to Google with the signature of the thought behind the call', async () => {
    const part = { functionCall: { name: 'bash', args: { command: 'ls' } }, thoughtSignature: 'c2lnbmVk' }
    const event = {
      candidates: [{ content: { parts: [part], role: 'model' }, finishReason: 'STOP', index: 0 }],
    }
    bed.server.respond(() => ({ raw: sse([JSON.stringify(event)]) }))
    const first = await bed.call('google')
    const [asked] = first.parts
    if (asked?.type !== 'tool-call') throw new Error('no call')
    const results = [{ callId: asked.callId, name: 'bash', output: 'a', isError: false }]
    await bed.call('google', {
      ...request,
      messages: [...request.messages, { role: 'assistant', parts: first.parts }, { role: 'tool', results }],
    })
    expect(bed.lastBody()).toMatchObject({
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
    bed.server.respond(() => ({ raw: sse(events.map(event => JSON.stringify(event))) }))
    const first = await bed.call('openai')
    expect(first).toMatchObject({ ok: true, usage: { outputText: 2, reasoning: 1 } })
    const results = [{ callId: 'call_1', name: 'bash', output: 'a', isError: false }]
    await bed.call('openai', {
      ...request,
      messages: [...request.messages, { role: 'assistant', parts: first.parts }, { role: 'tool', results }],
    })
    expect(bed.lastBody()).toMatchObject({
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
