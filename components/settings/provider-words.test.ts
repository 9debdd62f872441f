import { expect, test } from 'vitest'
import { listingProblem, type Provider } from '../../lib/providers/schema'
import { adviceFor, freeName, providerStatusWords } from './provider-words'

const lab: Provider = {
  id: 'provider_1',
  vendor: 'openai-compatible',
  name: 'Lab',
  baseUrl: 'http://127.0.0.1:8000/v1',
  last4: null,
  origin: 'settings',
  variables: [],
  models: [{ id: 'one' }],
  status: 'working',
  problem: null,
  checkedAt: null,
}

test('a state in words counts the models', () => {
  expect(providerStatusWords(lab)).toBe('Working, 1 model')
  expect(providerStatusWords({ ...lab, models: [{ id: 'one' }, { id: 'two' }] })).toBe('Working, 2 models')
  expect(providerStatusWords({ ...lab, status: 'failing' })).toBe('Not working')
  expect(providerStatusWords({ ...lab, status: 'unchecked' })).toBe('Not checked: no list of models')
})

test('every problem has its advice, for a vendor and for a server of one’s own', () => {
  for (const vendor of ['openai', 'ollama'] as const) {
    const advice = listingProblem.options.map(problem => adviceFor(problem, vendor))
    expect(advice.every(text => /^[A-Z].+[.]$/.test(text))).toBe(true)
  }
  expect(adviceFor('key-refused', 'openai')).toContain('platform.openai.com/api-keys')
  expect(adviceFor('unreachable', 'ollama')).toContain('Start the server')
})

test('a name is free when nobody has it, whatever the case, and holds no colon', () => {
  expect(freeName('openai', [lab])).toBe('openai')
  expect(freeName('lab', [lab])).toBe('lab 2')
  expect(freeName('lab', [lab, { ...lab, name: 'LAB 2' }])).toBe('lab 3')
  expect(freeName('box:8000', [])).toBe('box 8000')
})
