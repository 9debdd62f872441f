import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { closeProviderConnections } from '../providers/provider-fetch'
import type { VendorId } from '../providers/vendors'
import type { ModelMessage } from '../runs/message'
import { callModel } from './model'
import { openModel } from './provider-models'
import { rerouteTo } from './testing/reroute'

// A protocol server that others wrote: it shows that our reading of the wire is not only our own.

let mock: LLMock
beforeAll(async () => {
  mock = new LLMock({ port: 0 })
  await mock.start()
})
afterAll(async () => {
  await closeProviderConnections()
  await mock.stop()
})
beforeEach(() => mock.reset())

const tools = [
  {
    name: 'bash',
    description: 'Runs a command',
    inputSchema: { type: 'object', properties: { command: { type: 'string' } } },
  },
]

async function call(vendor: VendorId, messages: ModelMessage[]) {
  const baseUrl = vendor === 'openai-compatible' ? `${mock.url}/v1` : null
  const handle = await openModel(
    { vendor, modelId: 'some-model', baseUrl, apiKey: 'test' },
    rerouteTo(mock.url),
  )
  return callModel(handle, { instructions: 'Work.', tools, messages })
}

describe.each(['openai', 'openai-compatible', 'anthropic'] as const)('%s', vendor => {
  test('a whole turn with a tool: call, result, answer', async () => {
    mock.on(
      { userMessage: 'list files', hasToolResult: false },
      { toolCalls: [{ name: 'bash', arguments: '{"command":"ls"}' }] },
    )
    mock.on({ userMessage: 'list files', hasToolResult: true }, { content: 'There is a.txt.' })
    const messages: ModelMessage[] = [{ role: 'user', text: 'list files' }]
    const first = await call(vendor, messages)
    expect(first).toMatchObject({
      ok: true,
      finishReason: 'tool-calls',
      parts: [{ type: 'tool-call', name: 'bash', input: { command: 'ls' } }],
    })
    const [asked] = first.parts
    const callId = asked?.type === 'tool-call' ? asked.callId : ''
    messages.push(
      { role: 'assistant', parts: first.parts },
      { role: 'tool', results: [{ callId, name: 'bash', output: 'a.txt', isError: false }] },
    )
    expect(await call(vendor, messages)).toMatchObject({
      ok: true,
      finishReason: 'stop',
      parts: [{ type: 'text', text: 'There is a.txt.' }],
    })
  })

  test('an overloaded vendor', async () => {
    mock.on(
      { userMessage: 'go' },
      { error: { message: 'Overloaded', type: 'overloaded_error' }, status: 529 },
    )
    expect(await call(vendor, [{ role: 'user', text: 'go' }])).toMatchObject({
      ok: false,
      error: { code: 'overloaded', status: 529, retryable: true },
    })
  })

  test('a stream that is cut off after some pieces', async () => {
    mock.on(
      { userMessage: 'go' },
      { content: 'one two three four five six seven eight' },
      { chunkSize: 4, truncateAfterChunks: 3 },
    )
    const outcome = await call(vendor, [{ role: 'user', text: 'go' }])
    expect(outcome).toMatchObject({ ok: false, error: { retryable: true } })
    expect(['network', 'invalid-response']).toContain(outcome.ok || outcome.error.code)
  })

  test('a model that is not there', async () => {
    expect(await call(vendor, [{ role: 'user', text: 'nothing matches this' }])).toMatchObject({
      ok: false,
      error: { code: 'not-found', status: 404, retryable: false },
    })
  })
})
