import { expect, test } from 'vitest'
import { argumentProblem } from './check-arguments'
import { openToolSearch } from './search-tools'
import { officeTools } from './testing/office-tools'

const tools = officeTools().map(({ name, description = '', inputSchema }) => ({
  name: `mcp__office__${name}`,
  description,
  inputSchema: inputSchema as never,
  hash: 'h',
  server: { id: 's', name: 'office' },
  tool: name,
}))
const search = openToolSearch(tools)
const named = (query: string) =>
  search(query)
    .split('\n')
    .flatMap(line => (line.startsWith('{') ? [(JSON.parse(line) as { name: string }).name.slice(13)] : []))

test('a catalogue of more than sixty tools', () => {
  expect(tools.length).toBeGreaterThanOrEqual(60)
})

test.each([
  ['create an issue', 'issue_create'],
  ['createIssue', 'issue_create'],
  ['merge pull request', 'pull_request_merge'],
  ['send a message to a channel', 'message_send'],
  ['find invoices of a customer', 'invoice_search'],
  ['calender event', 'calendar_event_create'],
  ['delete file', 'file_delete'],
  ['refund payment', 'payment_refund'],
])('"%s" finds %s among the first', (query, wanted) => {
  expect(named(query).slice(0, 3)).toContain(wanted)
})

test('an answer holds few contracts, whole and bounded', () => {
  const answer = search('list')
  expect(named('list').length).toBeLessThanOrEqual(5)
  expect(answer.length).toBeLessThan(7_000)
  expect(answer).toMatch(/\[\d+ more match less well\]$/)
  const [line = ''] = search('issue_create').split('\n')
  expect(JSON.parse(line)).toEqual({
    name: 'mcp__office__issue_create',
    description: tools.find(({ tool }) => tool === 'issue_create')?.description,
    arguments: tools.find(({ tool }) => tool === 'issue_create')?.inputSchema,
  })
})

test('where scripts can call them, that is said once an answer', () => {
  const hint = "\n[in bash each is a command, too: name '{json}']"
  expect(openToolSearch(tools, true)('issue')).toBe(`${search('issue')}${hint}`)
})

test('words that nothing matches are answered with the names that there are', () => {
  expect(search('zzzz qqqq')).toMatch(/^No tool matches "zzzz qqqq"\. The tools are:\noffice: \w+, /)
})

test('arguments are held to the schema, without a stranger’s expressions', () => {
  const schema = {
    type: 'object',
    properties: {
      title: { type: 'string', pattern: '^(a+)+$' },
      pattern: { type: 'string' },
      count: { type: 'integer', minimum: 1 },
      state: { enum: ['open', 'closed'] },
    },
    required: ['title'],
  }
  expect(argumentProblem(schema, { title: `${'a'.repeat(40)}!`, pattern: 'x', count: 2, more: 1 })).toBeNull()
  expect(argumentProblem(schema, {})).toMatch(/^title: /)
  expect(argumentProblem(schema, { title: 'x', count: 0 })).toMatch(/^count: /)
  expect(argumentProblem(schema, { title: 'x', state: 'gone', pattern: 7 })).toMatch(
    /state: .*; pattern: |pattern: .*; state: /,
  )
  expect(argumentProblem(schema, 'title')).not.toBeNull()
  expect(argumentProblem({ type: 'object', $ref: '#/nowhere' }, { a: 1 })).toBeNull()
})
