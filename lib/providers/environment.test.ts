import { expect, test } from 'vitest'
import { environmentProviders } from './environment'

test('no variables, no providers', () => {
  expect(environmentProviders({})).toEqual([])
})

test('a key names a provider', () => {
  expect(environmentProviders({ ANTHROPIC_API_KEY: 'a', GEMINI_API_KEY: 'g' })).toEqual([
    {
      id: 'environment:anthropic',
      vendor: 'anthropic',
      name: 'anthropic',
      baseUrl: null,
      apiKey: 'a',
      variables: ['ANTHROPIC_API_KEY'],
    },
    {
      id: 'environment:google',
      vendor: 'google',
      name: 'google',
      baseUrl: null,
      apiKey: 'g',
      variables: ['GEMINI_API_KEY'],
    },
  ])
})

test('the better of two names wins, and a name may bring its own address', () => {
  expect(environmentProviders({ ZHIPU_API_KEY: 'cn' })).toMatchObject([
    { vendor: 'zhipu', apiKey: 'cn', baseUrl: 'https://open.bigmodel.cn/api/paas/v4' },
  ])
  expect(environmentProviders({ ZHIPU_API_KEY: 'cn', ZAI_API_KEY: 'world' })).toMatchObject([
    { vendor: 'zhipu', apiKey: 'world', baseUrl: null },
  ])
})

test('OPENAI_BASE_URL alone makes an endpoint; on the vendor’s own host it needs the key', () => {
  expect(environmentProviders({ OPENAI_BASE_URL: 'http://127.0.0.1:4000/' })).toEqual([
    {
      id: 'environment:openai',
      vendor: 'openai',
      name: 'openai',
      baseUrl: 'http://127.0.0.1:4000/v1',
      apiKey: null,
      variables: ['OPENAI_BASE_URL'],
    },
  ])
  expect(environmentProviders({ OPENAI_BASE_URL: 'https://api.openai.com/v1' })).toEqual([])
})

test.each([
  ['127.0.0.1:11434', 'http://127.0.0.1:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['gpu-box', 'http://gpu-box:11434'],
  ['http://gpu-box:9999/v1/', 'http://gpu-box:9999'],
  ['https://ollama.example.com', 'https://ollama.example.com'],
])('OLLAMA_HOST %s', (value, baseUrl) => {
  expect(environmentProviders({ OLLAMA_HOST: value })).toMatchObject([
    { vendor: 'ollama', baseUrl, apiKey: null },
  ])
})

test('an Anthropic address is taken as Anthropic’s own tools take it: without /v1', () => {
  const providers = environmentProviders({
    ANTHROPIC_API_KEY: 'a',
    ANTHROPIC_BASE_URL: 'https://proxy.example/anthropic',
  })
  expect(providers).toMatchObject([{ baseUrl: 'https://proxy.example/anthropic/v1' }])
})
