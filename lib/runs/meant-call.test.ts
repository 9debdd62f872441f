import { expect, test } from 'vitest'
import type { Json } from '../shared/json'
import { meantCall } from './meant-call'
import type { RecipeCatalogue } from './recipe'
import { serverToolOf } from './server-tool-names'

const catalogue: RecipeCatalogue = {
  hash: 'h',
  size: 1,
  servers: [],
  tokens: 9_000,
  searched: true,
  sent: [],
}
const name = 'mcp__desk__note'
const asked = (input: Json) => meantCall({ name: 'use_tool', input }, catalogue)

test('a call of use_tool is one of the tool that it names', () => {
  const meant = { name, input: { text: 'a' }, calledAs: 'use_tool' }
  expect(asked({ name, arguments: { text: 'a' } })).toEqual(meant)
  expect(asked({ name, arguments: '{"text":"a"}' })).toEqual(meant)
  expect(asked({ name })).toEqual({ ...meant, input: {} })
  expect(asked({ name, arguments: 'no JSON' })).toEqual({ ...meant, input: 'no JSON' })
})

test.each<[string, Json]>([
  ['names no tool', {}],
  ['names a built-in tool', { name: 'bash', arguments: { command: 'true' } }],
  ['is a list', [name]],
  ['is a text', name],
])('one that %s stays what it is', (_, input) => {
  expect(asked(input)).toEqual({ name: 'use_tool', input })
})

test('without a catalogue that is searched, and with arguments that are no JSON, nothing is read into a call', () => {
  const input = { name, arguments: {} }
  const listed = { ...catalogue, searched: false }
  for (const each of [undefined, listed])
    expect(meantCall({ name: 'use_tool', input }, each)).toEqual({ name: 'use_tool', input })
  const broken = { name: 'use_tool', input: `{"name": "${name}`, problem: 'Unexpected end' }
  expect(meantCall(broken, catalogue)).toEqual({ name: 'use_tool', input: broken.input })
  expect(meantCall({ name: 'bash', input: {} }, catalogue)).toEqual({ name: 'bash', input: {} })
})

test('the name of a tool says whose it is', () => {
  expect(serverToolOf('mcp__my-desk__note__all')).toEqual({ server: 'my-desk', tool: 'note__all' })
  expect(serverToolOf('bash')).toBeNull()
})
