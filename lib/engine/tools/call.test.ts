import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { toolNames } from '../../agents/schema'
import type { Json } from '../../shared/json'
import { webPolicy } from '../../web/fetch'
import { ask, parseAsk } from './ask'
import { boundText } from './bound'
import { performCall } from './call'
import { toolDefinitions, tools } from './catalog'
import { ToolFixture } from './tool-fixture'
import { webFetchUnder } from './web-fetch'

const run = new ToolFixture()
beforeEach(() => {
  run.files = {}
  run.skills = []
})
afterAll(() => run.sandbox.close())

test('the catalog is sorted, frozen and holds exactly the tools an agent can have', () => {
  const names = tools.map(({ name }) => name)
  expect(names).toEqual([...names].sort())
  expect(names).toEqual([...toolNames])
  expect(Object.isFrozen(tools)).toBe(true)
  expect(toolDefinitions(['write', 'ask', 'mcp__x']).map(({ name }) => name)).toEqual(['ask', 'write'])
})

test('all definitions together cost at most 700 tokens', () => {
  const definitions = toolDefinitions(toolNames)
  expect(encode(JSON.stringify(definitions)).length).toBeLessThanOrEqual(700)
  expect(definitions.find(({ name }) => name === 'plan')?.inputSchema).toEqual({
    type: 'object',
    properties: {
      steps: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            title: { type: 'string' },
            status: { type: 'string', enum: ['todo', 'doing', 'done', 'failed', 'skipped'] },
            id: { type: 'string' },
            dependsOn: { type: 'array', items: { type: 'string' } },
            acceptance: { type: 'string' },
            owner: { type: 'string' },
            evidence: { type: 'string' },
          },
          required: ['title', 'status'],
        },
      },
    },
    required: ['steps'],
  })
})

test.each<[string, Json, string]>([
  ['shell', {}, 'There is no tool "shell". The tools are: ask, bash, delegate, edit'],
  ['bash', {}, 'The arguments of bash are wrong: command:'],
  ['bash', { command: 7 }, 'expected string'],
  ['read', 'report.md', 'Expected: {"path": string, "offset"?: integer, "limit"?: integer}'],
  ['plan', { steps: [{ title: 'a', status: 'started' }] }, 'steps.0.status'],
  ['plan', { steps: [] }, 'steps:'],
  ['edit', { path: 'a' }, 'old_string'],
  ['ask', { question: 'Which?' }, 'Only a person can answer'],
])('%s with %j is an error the model can act on', async (name, input, words) => {
  expect(await run.call(name, input)).toEqual({ output: expect.stringContaining(words), isError: true })
})

test('a tool the run was not given does not run', async () => {
  const result = await run.call('bash', { command: 'echo x > a.txt' }, { tools: ['plan', 'read'] })
  expect(result).toEqual({ output: 'There is no tool "bash". The tools are: plan, read.', isError: true })
})

test('arguments that were no JSON, a lost content and a stop are results too', async () => {
  const signal = new AbortController().signal
  expect(
    await performCall({ name: 'read', input: '{"path": ', problem: 'Unexpected end' }, run.context(), signal),
  ).toEqual({ output: 'The arguments of read are not valid JSON: Unexpected end', isError: true })
  run.files = { 'gone.txt': { hash: 'b'.repeat(64), size: 5 } }
  expect(await run.call('read', { path: 'gone.txt' })).toEqual({
    output: `read failed: No content with the hash ${'b'.repeat(64)}`,
    isError: true,
  })
  expect(
    await performCall({ name: 'bash', input: { command: 'true' } }, run.context(), AbortSignal.abort()),
  ).toEqual({
    output: 'Stopped before it began.',
    isError: true,
  })
})

test('a plan is acknowledged in a line and shown', async () => {
  const steps = [
    { title: 'Read', status: 'done' },
    { title: 'Write', status: 'doing' },
  ]
  expect(await run.call('plan', { steps })).toEqual({
    output: 'Plan set: 1 of 2 done.',
    display: {
      steps: [
        { id: 's1', title: 'Read', status: 'done' },
        { id: 's2', title: 'Write', status: 'doing', attempts: 1 },
      ],
    },
  })
})

test('a question is read from its arguments', () => {
  expect(ask.kind).toBe('ask')
  expect(parseAsk({ question: ' Which? ', choices: ['a', 'b'] })).toEqual({
    ok: true,
    question: 'Which?',
    choices: ['a', 'b'],
  })
  expect(parseAsk({ question: 'Why?' })).toEqual({ ok: true, question: 'Why?', choices: [] })
  expect(parseAsk({ question: '' })).toMatchObject({
    ok: false,
    problem: expect.stringContaining('question:'),
  })
})

test('a skill opens with its text and the names of its files', async () => {
  const { hash } = await run.hasSkill('pdf', '# PDF\nDo this.', { 'scripts/run.sh': 'echo', 'ref.md': 'x' })
  expect(await run.call('skill', { name: 'pdf' })).toEqual({
    output: '# PDF\nDo this.\n\n[files in /skills/pdf/: ref.md, scripts/run.sh]',
    display: { name: 'pdf', hash },
  })
  expect((await run.call('skill', { name: 'doc' })).output).toBe('There is no skill "doc". There is: pdf.')
  expect(
    (await run.call('bash', { command: 'bash /skills/pdf/scripts/run.sh; ls /skills' })).output,
  ).toContain('pdf')
})

test('bash gives output, errors and exit code, and keeps the files', async () => {
  const first = await run.call('bash', { command: 'echo out; echo bad >&2; echo x > a.txt; exit 2' })
  expect(first).toEqual({
    output: 'out\n[stderr]\nbad\n[exit 2]',
    changes: [{ path: 'a.txt', entry: run.files['a.txt'] }],
    display: { exitCode: 2, durationMs: expect.any(Number) },
  })
  expect((await run.call('bash', { command: 'cat a.txt' })).output).toBe('x')
  expect((await run.call('bash', { command: 'rm a.txt' })).output).toBe('(no output)')
  expect(run.files).toEqual({})
})

test('a long output becomes its head, its tail and a file that can be read', async () => {
  const result = await run.call('bash', { command: 'seq 1 20000' })
  const [path = ''] = Object.keys(run.files)
  expect(path).toMatch(/^\.reef\/[0-9a-f]{12}\.txt$/)
  expect((await run.call('bash', { command: 'seq 1 20000; true' })).output).toBe(result.output)
  expect(Object.keys(run.files)).toEqual([path])
  expect(Buffer.byteLength(result.output)).toBeLessThan(8500)
  expect(result.output).toContain(`bytes left out, all 108893 are in ${path}`)
  expect(result.output.startsWith('1\n2\n')).toBe(true)
  expect(result.output.endsWith('19999\n20000')).toBe(true)
  expect((await run.call('read', { path, offset: 9999, limit: 1 })).output).toMatch(/^9999\n/)
})

test('a text is cut between characters', async () => {
  const { text } = await boundText('é'.repeat(10_000), run.store)
  expect(text).not.toContain('\uFFFD')
  expect(await boundText('short', run.store)).toEqual({ text: 'short', changes: [] })
})

test('a command that had to be ended says why', async () => {
  const result = await run.call('bash', {
    command: 'python3 -c "x=[]\nwhile True: x.append(bytearray(50_000_000))"',
  })
  expect(result).toMatchObject({ isError: true, display: { endedBy: 'memory' } })
  expect(result.output).toContain('[ended: it used more than 512 MB of memory. No file was changed.]')
})

test('a page is fetched as fenced Markdown, and loopback is refused by the built-in tool', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(
      '<html><head><title>Fish</title></head><body><article><p>Eat <b>coral</b>.</p></article></body></html>',
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const tool = webFetchUnder({ ...webPolicy, allowPrivate: [host] })
  const url = `http://${host}/`
  const result = await tool.execute({ url }, run.context(), new AbortController().signal)
  expect(result.display).toEqual({ url, title: 'Fish', status: 200, bytes: expect.any(Number) })
  expect(result.output).toMatch(
    /^Title: Fish\n<untrusted-(\w+) source="http:.*">\nEat \*\*coral\*\*\.\n<\/untrusted-\1>$/,
  )
  expect(await run.call('web_fetch', { url })).toMatchObject({
    isError: true,
    output: expect.stringContaining('not allowed'),
    display: { url, problem: 'address' },
  })
  server.close()
})
