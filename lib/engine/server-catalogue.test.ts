// What a run is told of the tools of its tool servers: a small catalogue is listed, a large one searched.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readRawStep } from '../runs/raw-step'
import { recipeOf } from '../runs/run-state'
import { runLosses } from '../runs/run-waste'
import { officeTools } from '../tool-servers/testing/office-tools'
import { callsOf, type Desk, noteTool, openDesk, use } from './testing/desk'
import { people } from './testing/people'
import { toolSizes } from './tools/tool-sizes'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.clear())

const note = noteTool()
const { plays } = people(() => desk.bed)

const toolsSent = () =>
  desk.bed.server.exchanges.flatMap(({ body }) => {
    const { tools = [] } = (body ?? {}) as { tools?: { function: { name: string } }[] }
    return [tools.map(tool => tool.function.name)]
  })

test('a run without tool servers sends what it sent before', async () => {
  plays([])
  desk.bed.server.exchanges.length = 0
  const state = await desk.bed.ended(await desk.bed.assign('Say hello.'))
  expect(recipeOf(state).catalogue).toBeUndefined()
  expect(
    toolsSent()
      .flat()
      .filter(name => /mcp|find_tools|use_tool/.test(name)),
  ).toEqual([])
})

describe('R142: the catalogue', () => {
  test('a small one is listed, and frozen: what changes later changes no request of the run', async () => {
    const { server: made } = await desk.give([note])
    await desk.freely()
    plays([
      { name: 'mcp__desk__note', input: { text: 'a' } },
      { name: 'mcp__desk__note', input: { text: 'b' } },
    ])
    note.answer = async ({ text }) => {
      if (text !== 'a') return `noted ${text}`
      const [tool] = desk.server.tools
      if (tool) tool.description = 'Now something else.'
      desk.server.tools.push({ ...note, name: 'more' })
      return 'noted a'
    }
    desk.bed.server.exchanges.length = 0
    const runId = await desk.bed.assign('Note a and b.')
    const state = await desk.bed.ended(runId)
    expect(callsOf(state).map(({ output }) => output)).toEqual([
      expect.stringMatching(/^<untrusted-(\w+) source="mcp__desk__note">\nnoted a\n<\/untrusted-\1>$/),
      expect.stringContaining('noted b'),
    ])
    expect(new Set(toolsSent().map(names => names.join())).size).toBe(1)
    expect(toolsSent()[0]?.at(-1)).toBe('mcp__desk__note')
    expect(recipeOf(state).catalogue).toMatchObject({
      searched: false,
      servers: [{ id: made.id, name: 'desk', tools: 1 }],
      sent: [{ name: 'mcp__desk__note' }],
    })
    expect(state.brokenPrefixes).toEqual([])
    for (const step of [1, 2, 3]) expect((await readRawStep(desk.bed.actor, runId, step)).verified).toBe(true)
  })

  test('a large one is searched: two definitions, and the log holds no contract', async () => {
    await desk.give(officeTools(input => `done ${JSON.stringify(input)}`))
    await desk.freely()
    plays([
      { name: 'find_tools', input: { query: 'create an issue' } },
      use('mcp__desk__issue_create', { title: 'Leak' }),
      use('mcp__desk__issue_create', '{"title":"Second"}'),
      use('mcp__desk__issue_create', { name: 'no title' }),
      use('issue_create', {}),
    ])
    desk.bed.server.exchanges.length = 0
    const runId = await desk.bed.assign('File an issue about the leak.')
    const state = await desk.bed.ended(runId)
    expect(desk.server.calls).toEqual([
      { name: 'issue_create', input: { title: 'Leak' } },
      { name: 'issue_create', input: { title: 'Second' } },
    ])
    expect(toolsSent()[0]?.slice(-2)).toEqual(['find_tools', 'use_tool'])
    const name = 'mcp__desk__issue_create'
    expect(callsOf(state)).toEqual([
      { name: 'find_tools', isError: false, output: expect.stringContaining(`{"name":"${name}"`) },
      {
        name,
        calledAs: 'use_tool',
        isError: false,
        output: expect.stringContaining('done {"title":"Leak"}'),
      },
      { name, calledAs: 'use_tool', isError: false, output: expect.stringContaining('{"title":"Second"}') },
      {
        name,
        calledAs: 'use_tool',
        isError: true,
        output: expect.stringMatching(
          /^The arguments of \S+ are wrong: title: .*Nothing was called\. Expected: \{/,
        ),
      },
      { name: 'use_tool', isError: true, output: expect.stringContaining('There is no tool "issue_create"') },
    ])
    // Six answers: enough for a tool that nobody used to count as idle.
    const idle = runLosses(state, toolSizes(recipeOf(state))).find(({ kind }) => kind === 'idle')
    expect(idle?.words).toContain('bash')
    expect(idle?.words).not.toMatch(/find_tools|use_tool/)
    const events = await desk.bed.events(runId)
    expect(JSON.stringify(events[0]).length).toBeLessThan(6_000)
    expect(events.flatMap(event => (event.type === 'tool-started' ? [event.data.name] : []))).toEqual([
      'find_tools',
      name,
      name,
      name,
      'use_tool',
    ])
    for (const step of [1, 2, 6]) expect((await readRawStep(desk.bed.actor, runId, step)).verified).toBe(true)
  })
})
