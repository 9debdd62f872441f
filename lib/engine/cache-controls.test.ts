import { describe, expect, test } from 'vitest'
import type { ModelMessage, ModelRequest } from '../runs/message'
import { cacheControls } from './cache-controls'
import { request } from './testing/wire-bed'

/** A conversation in which the newest turn made so many calls. */
const turnOf = (calls: number): ModelMessage[] => {
  const ids = Array.from({ length: calls }, (_, index) => `c${index}`)
  return [
    { role: 'user', text: 'go' },
    { role: 'assistant', parts: [{ type: 'tool-call', callId: 'a', name: 'bash', input: {} }] },
    { role: 'tool', results: [{ callId: 'a', name: 'bash', output: '', isError: false }] },
    { role: 'assistant', parts: ids.map(callId => ({ type: 'tool-call', callId, name: 'bash', input: {} })) },
    { role: 'tool', results: ids.map(callId => ({ callId, name: 'bash', output: '', isError: false })) },
  ]
}
const asked = (more: Partial<ModelRequest>): ModelRequest => ({ ...request, ...more })
const five = { anthropic: { cacheControl: { type: 'ephemeral' } } }
const hour = { anthropic: { cacheControl: { type: 'ephemeral', ttl: '1h' } } }

describe('R111: Anthropic’s breakpoints', () => {
  test('stand behind the fixed part and on the last message', () => {
    expect(cacheControls('anthropic', 'claude-opus-5', asked({ messages: turnOf(3) }))).toEqual({
      instructions: five,
      messages: new Map([[4, five]]),
    })
  })

  test.each([
    [9, [4]],
    [10, [2, 4]],
    [40, [2, 4]],
  ])('a turn of %i calls (two blocks each) keeps where the last call ended', (calls, places) => {
    const { messages } = cacheControls('anthropic', 'claude-opus-5', asked({ messages: turnOf(calls) }))
    expect([...(messages?.keys() ?? [])]).toEqual(places)
  })

  test('last an hour when asked to, except at MiniMax', () => {
    const long = asked({ cacheLifetime: '1h' })
    expect(cacheControls('anthropic', 'claude-opus-5', long).instructions).toEqual(hour)
    expect(cacheControls('minimax', 'MiniMax-M3', long).instructions).toEqual(five)
    expect(cacheControls('openrouter', 'anthropic/claude-opus-5', long).instructions).toEqual({
      openrouter: hour.anthropic,
    })
    expect(cacheControls('openrouter', 'z-ai/glm-5.3', long)).toEqual({})
  })

  test('stand behind the tools where there are no instructions', () => {
    const { lastTool, instructions } = cacheControls(
      'anthropic',
      'claude-opus-5',
      asked({ instructions: '' }),
    )
    expect({ lastTool, instructions }).toEqual({ lastTool: five, instructions: undefined })
  })
})

describe('R111: OpenAI', () => {
  test.each([
    ['gpt-5', undefined],
    ['gpt-5.5-mini', undefined],
    ['gpt-5.6', { openai: { promptCacheBreakpoint: { mode: 'explicit' } } }],
    ['gpt-6-astra', { openai: { promptCacheBreakpoint: { mode: 'explicit' } } }],
    ['o5', undefined],
  ])('%s has its key, and a breakpoint from 5.6 on', (modelId, instructions) => {
    const controls = cacheControls('openai', modelId, request)
    expect(controls.call).toEqual({ openai: { promptCacheKey: 'run_1' } })
    expect(controls.instructions).toEqual(instructions)
  })

  test.each(['deepseek', 'moonshotai', 'zhipu', 'xai', 'google', 'xiaomi', 'alibaba'] as const)(
    '%s caches by itself',
    vendor => {
      expect(cacheControls(vendor, 'm', request)).toEqual({})
    },
  )
})
