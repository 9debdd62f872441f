import { expect, test } from 'vitest'
import type { TaskChoices } from '../../lib/tasks/schema'
import { choicesFrom, choicesOf, emptyChoices, onlyChosen, readChoices } from './work-choices'

const checks: NonNullable<TaskChoices['checks']> = [
  { type: 'command', name: 'Builds', command: 'make', exitCode: 2, required: true },
  {
    type: 'file',
    path: 'old.md',
    exists: false,
    contains: 'x',
    required: false,
    repeats: { pass: 2, of: 3 },
  },
  { type: 'json', path: 'out.json', pointer: '/total', equals: 12, required: true },
  { type: 'json', path: 'out.json', pointer: '/name', equals: 'reef', required: true },
  { type: 'json', path: 'out.json', pointer: '/year', equals: '2026', required: true },
  { type: 'json', path: 'out.json', pointer: '', required: true },
  { type: 'http', url: 'https://example.com', status: 204, required: true },
  { type: 'judge', criterion: 'It names a source', model: 'openai:gpt-5', required: true },
]

test('choices that were saved come back whole when nobody changes them', () => {
  const saved = {
    agent: 'agent_1',
    model: 'openai:gpt-5',
    skills: ['data-analysis'],
    budget: { usd: 2.5, tokens: 40_000 },
    checks,
    limits: { steps: 12, depth: 0 },
    fallbackModels: [],
    planGate: true,
  }
  for (const unit of ['usd', 'tokens'] as const)
    expect(readChoices(choicesOf(saved), unit)).toEqual({ value: saved })
})

test('what is left to the agent is not sent', () => {
  const read = readChoices(emptyChoices, 'tokens')
  expect('value' in read && onlyChosen(read.value)).toEqual({ budget: { tokens: 1_000_000 } })
})

test('what is wrong is said in words, the first thing first', () => {
  const wrong = (part: object) => readChoices({ ...emptyChoices, ...part }, 'usd')
  expect(wrong({ usd: 'much' })).toEqual({ problem: 'Write the budget in dollars, such as 2.50.' })
  expect(wrong({ limits: { depth: 11 } })).toEqual({
    problem: 'Levels of delegation: write a number from 0 to 10.',
  })
  expect(wrong({ limits: { wallMs: 0 } })).toEqual({ problem: 'Minutes: write a number from 1 on.' })
})

test('what a device kept is read field by field, and odd fields stay empty', () => {
  expect(choicesFrom({ agent: 3, skills: 'all', limits: { steps: 'many', depth: 2 }, planGate: 1 })).toEqual({
    ...emptyChoices,
    limits: { depth: 2 },
  })
})
