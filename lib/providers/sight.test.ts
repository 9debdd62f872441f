import { expect, test } from 'vitest'
import { sightOf } from './sight'

test.each([
  ['openai', null, 'gpt-5-mini', undefined, ['image', 'pdf']],
  ['openai', 'https://proxy.example.com/v1', 'gpt-5', undefined, ['image']],
  ['openai', null, 'gpt-3.5-turbo', undefined, []],
  ['openai', null, 'o3-mini-high', undefined, ['image', 'pdf']],
  ['anthropic', null, 'claude-sonnet-4-5', undefined, ['image', 'pdf']],
  ['anthropic', null, 'claude-2.1', undefined, []],
  ['google', null, 'gemini-2.5-pro', undefined, ['image', 'pdf']],
  ['deepseek', null, 'deepseek-chat', undefined, []],
  ['zhipu', null, 'glm-4.6', undefined, []],
  ['zhipu', null, 'glm-4.6v', undefined, ['image']],
  ['alibaba', null, 'qwen3-vl-plus', undefined, ['image']],
  ['ollama', null, 'qwen2.5vl:7b', undefined, ['image']],
  ['ollama', null, 'llama3.1:8b', undefined, []],
  ['openai-compatible', 'http://127.0.0.1:8000/v1', 'my-model', true, ['image']],
  ['openai-compatible', 'http://127.0.0.1:8000/v1', 'gpt-5-clone', false, []],
  ['openrouter', null, 'anthropic/claude-sonnet-4.5', true, ['image', 'pdf']],
  ['openrouter', null, 'qwen/qwen3-coder', false, []],
  ['demo', null, 'weather', true, []],
] as const)('%s at %s: %s (listed: %s) sees %j', (vendor, baseUrl, modelId, listed, expected) => {
  expect(sightOf(vendor, baseUrl, modelId, listed)).toEqual(expected)
})
