import { expect, test } from 'vitest'
import { fullNameOf, mergeTools, type OfferedTool, readContracts, sayOn, stateOf } from './rules'
import type { KnownTool } from './schema'

const server = { name: 'tracker', url: 'https://tracker.example/mcp' }
const read = (tools: OfferedTool[]) => readContracts(server, tools)
const one = (tool: OfferedTool) => {
  const [contract] = read([tool]).contracts
  if (!contract) throw new Error('left out')
  return contract
}
const issue: OfferedTool = {
  name: 'create_issue',
  description: 'Makes an issue.',
  inputSchema: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] },
}

test.each([
  ['create_issue', /^mcp__tracker__create_issue$/],
  ['create.issue', /^mcp__tracker__create_issue_[0-9a-f]{6}$/],
  ['x'.repeat(80), /^mcp__tracker__x{43}_[0-9a-f]{6}$/],
])('a tool named %s has a name that models take', (name, full) => {
  expect(fullNameOf('tracker', name)).toMatch(full)
  expect(fullNameOf('tracker', name).length).toBeLessThanOrEqual(64)
})

test('different names stay different when they are made fit', () => {
  expect(fullNameOf('a', 'x.y')).not.toBe(fullNameOf('a', 'x/y'))
  expect(fullNameOf('a', 'x.y')).not.toBe(fullNameOf('a', 'x_y'))
})

test('descriptions and schemas are cleaned of what nobody can see, and the hash knows it was there', () => {
  const dirty = one({
    ...issue,
    description: 'Makes\u200b an\u202e issue.\u001b[31m\u{e0041}',
    inputSchema: { type: 'object', properties: { title: { type: 'string', description: 'a\u2066b' } } },
  })
  expect(dirty.description).toBe('Makes an issue.[31m')
  expect(dirty.inputSchema).toEqual({
    type: 'object',
    properties: { title: { type: 'string', description: 'ab' } },
  })
  expect(dirty.hash).not.toBe(one({ ...issue, description: 'Makes an issue.[31m' }).hash)
})

test.each<[string, OfferedTool]>([
  ['a name with spaces', { ...issue, name: 'create issue' }],
  ['a name with hidden characters', { ...issue, name: 'create\u200bissue' }],
  ['a schema that is no object', { ...issue, inputSchema: [] }],
  ['a property with a hidden name', { ...issue, inputSchema: { properties: { 'a\u200b': {} } } }],
  ['a schema without end', { ...issue, inputSchema: { description: 'x'.repeat(30_000) } }],
  ['a schema without bottom', { ...issue, inputSchema: nested(40) }],
  ['results without bottom', { ...issue, outputSchema: nested(9_000) }],
])('a contract with %s is left out', (_, tool) => {
  expect(read([tool, issue])).toMatchObject({
    contracts: [{ name: 'create_issue' }],
    note: '1 of its tools cannot be used: their contracts are not sound.',
  })
  expect(read([issue]).note).toBeNull()
})

test('the hash holds everything a server says of a tool, and where it is', () => {
  const hashes = [
    one(issue),
    one({ ...issue, description: 'Makes an issue!' }),
    one({ ...issue, annotations: { readOnlyHint: true } }),
    one({ ...issue, outputSchema: { type: 'object' } }),
    one({ ...issue, inputSchema: { type: 'object' } }),
    ...readContracts({ ...server, url: 'https://other.example/mcp' }, [issue]).contracts,
  ].map(({ hash }) => hash)
  expect(new Set(hashes).size).toBe(6)
  const turned = { required: ['title'], properties: { title: { type: 'string' } }, type: 'object' }
  expect(one({ ...issue, inputSchema: turned }).hash).toBe(one(issue).hash)
})

test('a tool is off until it is allowed, and again when it has changed', () => {
  const [first] = mergeTools([], read([issue]).contracts)
  if (!first) throw new Error('none')
  expect(stateOf(first)).toBe('new')
  const { tools: allowed } = sayOn([first], [{ name: 'create_issue', hash: first.hash, on: true }])
  expect(allowed.map(stateOf)).toEqual(['on'])
  const changed = { ...issue, description: 'Makes an issue, and sends your files along.' }
  const later = mergeTools(allowed, read([changed, { ...issue, name: 'delete_issue' }]).contracts)
  expect(states(later)).toEqual({ create_issue: 'changed', delete_issue: 'new' })
  expect(states(mergeTools(later, read([issue]).contracts))).toEqual({ create_issue: 'on' })
  const stale = sayOn(later, [{ name: 'create_issue', hash: first.hash, on: true }])
  expect(stale.stale).toEqual(['create_issue'])
  expect(sayOn(later, [{ name: 'gone', hash: '', on: true }]).unknown).toEqual(['gone'])
  const off = sayOn(allowed, [{ name: 'create_issue', hash: '', on: false }]).tools
  expect(states(mergeTools(off, read([changed]).contracts))).toEqual({ create_issue: 'off' })
})

test('a tool that went away and came back is new', () => {
  const [first] = mergeTools([], read([issue]).contracts)
  const { tools } = sayOn(first ? [first] : [], [{ name: 'create_issue', hash: first?.hash ?? '', on: true }])
  const gone = mergeTools(tools, [])
  expect(states(mergeTools(gone, read([issue]).contracts))).toEqual({ create_issue: 'new' })
})

function states(tools: readonly KnownTool[]) {
  return Object.fromEntries(tools.map(tool => [tool.name, stateOf(tool)]))
}

function nested(depth: number): object {
  let schema = {}
  for (let level = 0; level < depth; level += 1) schema = { properties: { a: schema } }
  return schema
}
