import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeProviderConnections } from '../../providers/provider-fetch'
import type { ModelMessage } from '../../runs/message'
import { callModel } from '../model'
import { openModel } from '../provider-models'
import { driveAgent } from './agent-driver'
import { type ModelServer, startModelServer } from './model-server'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
afterAll(async () => {
  await closeProviderConnections()
  await server.close()
})

test.each(['openai-compatible', 'anthropic'] as const)(
  'drives an agent over %s, and counts as a prefix cache would',
  async vendor => {
    const driven = driveAgent({
      calls: 3,
      call: step => ({ name: 'bash', input: { command: `echo ${step}` } }),
      finalText: 'All done.',
      sayText: 'Next.',
    })
    server.respond(driven.respond)
    const handle = await openModel({ vendor, modelId: 'm', baseUrl: server.url, apiKey: 'k' })
    const tools = [{ name: 'bash', description: 'Runs a command', inputSchema: { type: 'object' } }]
    const messages: ModelMessage[] = [{ role: 'user', text: 'go' }]
    const seen: string[] = []
    for (;;) {
      const outcome = await callModel(handle, { instructions: 'Work.', tools, messages })
      if (!outcome.ok) throw new Error(outcome.error.message)
      const usage = driven.usages.at(-1)
      expect(outcome.usage.inputFresh + outcome.usage.cacheRead).toBe(usage?.input)
      expect(outcome.usage.cacheRead).toBe(usage?.cacheRead)
      messages.push({ role: 'assistant', parts: outcome.parts })
      const calls = outcome.parts.filter(part => part.type === 'tool-call')
      seen.push(
        ...outcome.parts.map(part => (part.type === 'tool-call' ? JSON.stringify(part.input) : part.text)),
      )
      if (calls.length === 0) break
      messages.push({
        role: 'tool',
        results: calls.map(({ callId, name }) => ({ callId, name, output: 'ok', isError: false })),
      })
      messages.push({ role: 'user', text: 'A note about the budget.' })
    }
    expect(seen).toEqual([
      'Next.',
      '{"command":"echo 0"}',
      'Next.',
      '{"command":"echo 1"}',
      'Next.',
      '{"command":"echo 2"}',
      'All done.',
    ])
    const [first, ...later] = driven.usages
    expect(first?.cacheRead).toBe(0)
    for (const [index, usage] of later.entries()) expect(usage.cacheRead).toBe(driven.usages[index]?.input)
  },
)

test('two agents at once do not mix up their steps', async () => {
  const driven = driveAgent({ calls: 1, call: () => ({ name: 'bash', input: {} }), finalText: 'End.' })
  server.respond(driven.respond)
  const handle = await openModel({
    vendor: 'openai-compatible',
    modelId: 'm',
    baseUrl: server.url,
    apiKey: null,
  })
  const ask = (messages: ModelMessage[]) => callModel(handle, { instructions: 'x', tools: [], messages })
  const start: ModelMessage[] = [{ role: 'user', text: 'go' }]
  const late: ModelMessage[] = [
    ...start,
    { role: 'assistant', parts: [{ type: 'tool-call', callId: 'c', name: 'bash', input: {} }] },
    { role: 'tool', results: [{ callId: 'c', name: 'bash', output: 'ok', isError: false }] },
  ]
  const outcomes = await Promise.all([ask(start), ask(late), ask(start)])
  expect(outcomes.map(outcome => outcome.ok && outcome.finishReason)).toEqual([
    'tool-calls',
    'stop',
    'tool-calls',
  ])
})
