// Tools of tool servers on a real worker, with real servers at the other end.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chooseAgent, updateAgent } from '../agents/repository'
import { insertRule, listRules, removeRule } from '../policy/repository'
import { tryCall } from '../policy/try-call'
import { closeProviderConnections } from '../providers/provider-fetch'
import { loadRunState } from '../runs/log/repository'
import { readRawStep } from '../runs/raw-step'
import { openApprovals, type RunState, recipeOf } from '../runs/run-state'
import { runLosses } from '../runs/run-waste'
import { connectToolServer, removeToolServer, setTools } from '../tool-servers/connect-server'
import { listToolServers } from '../tool-servers/repository'
import type { CreateToolServerInput, ToolServerDetail } from '../tool-servers/schema'
import { type McpServer, type PlayedTool, startMcpServer } from '../tool-servers/testing/mcp-server'
import { officeTools } from '../tool-servers/testing/office-tools'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { outputs, people } from './testing/people'
import { startWorkerProcess } from './testing/worker-process'
import { toolSizes } from './tools/tool-sizes'

let bed: EngineBed
let server: McpServer
beforeAll(async () => {
  bed = await openEngineBed()
  server = await startMcpServer()
  await bed.startWorker()
})
afterAll(async () => {
  await closeProviderConnections()
  await bed.close()
  await server.close()
})
beforeEach(async () => {
  for (const { id } of await listToolServers(bed.actor)) await removeToolServer(bed.actor, id)
  for (const { id } of (await listRules(bed.actor)).rules) await removeRule(bed.actor, id).catch(() => {})
  server.tools = []
  server.manners = {}
  server.calls = []
})

const { tell, waiting, plays } = people(() => bed)

const note: PlayedTool = {
  name: 'note',
  description: 'Notes a text.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  annotations: { readOnlyHint: true },
  answer: ({ text }) => `noted ${text}`,
}

/** Connects the server under a name, allows all its tools, and gives it to the default agent. */
async function give(
  tools: PlayedTool[],
  more: Partial<CreateToolServerInput> = {},
): Promise<ToolServerDetail> {
  server.tools = tools
  const input = { name: 'desk', url: server.url, header: 'Authorization', ...more }
  const { server: made, list } = await connectToolServer(bed.actor, input)
  const words = list.map(({ name, hash }) => ({ name, hash, on: true }))
  const detail = await setTools(bed.actor, made.id, { tools: words })
  const agent = await chooseAgent(bed.db, bed.actor.workspaceId, undefined)
  await updateAgent(bed.actor, agent.id, { toolServers: [made.id] })
  return detail
}

async function freely(name = 'desk'): Promise<void> {
  const rule = (await listRules(bed.actor)).rules.find(({ tool }) => tool === `mcp__${name}__*`)
  const exception = { effect: 'allow' as const, tool: `mcp__${name}__*`, exceptionOf: rule?.id ?? '' }
  const any = { on: 'any' as const, patterns: [] }
  await insertRule(bed.actor, { ...exception, scope: 'workspace', scopeId: null, match: any, note: '' })
}

const use = (name: string, input: unknown) => ({ name: 'use_tool', input: { name, arguments: input } })
const callsOf = (state: RunState) =>
  Object.values(state.toolCalls).map(({ name, calledAs, isError, output }) => ({
    name,
    calledAs,
    isError,
    output,
  }))
const toolsSent = () =>
  bed.server.exchanges.flatMap(({ body }) => {
    const { tools = [] } = (body ?? {}) as { tools?: { function: { name: string } }[] }
    return [tools.map(tool => tool.function.name)]
  })

test('a run without tool servers sends what it sent before', async () => {
  plays([])
  bed.server.exchanges.length = 0
  const state = await bed.ended(await bed.assign('Say hello.'))
  expect(recipeOf(state).catalogue).toBeUndefined()
  expect(
    toolsSent()
      .flat()
      .filter(name => /mcp|find_tools|use_tool/.test(name)),
  ).toEqual([])
})

describe('R142: the catalogue', () => {
  test('a small one is listed, and frozen: what changes later changes no request of the run', async () => {
    const { server: made } = await give([note])
    await freely()
    plays([
      { name: 'mcp__desk__note', input: { text: 'a' } },
      { name: 'mcp__desk__note', input: { text: 'b' } },
    ])
    note.answer = async ({ text }) => {
      if (text !== 'a') return `noted ${text}`
      const [tool] = server.tools
      if (tool) tool.description = 'Now something else.'
      server.tools.push({ ...note, name: 'more' })
      return 'noted a'
    }
    bed.server.exchanges.length = 0
    const runId = await bed.assign('Note a and b.')
    const state = await bed.ended(runId)
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
    for (const step of [1, 2, 3]) expect((await readRawStep(bed.actor, runId, step)).verified).toBe(true)
  })

  test('a large one is searched: two definitions, and the log holds no contract', async () => {
    await give(officeTools(input => `done ${JSON.stringify(input)}`))
    await freely()
    plays([
      { name: 'find_tools', input: { query: 'create an issue' } },
      use('mcp__desk__issue_create', { title: 'Leak' }),
      use('mcp__desk__issue_create', '{"title":"Second"}'),
      use('mcp__desk__issue_create', { name: 'no title' }),
      use('issue_create', {}),
    ])
    bed.server.exchanges.length = 0
    const runId = await bed.assign('File an issue about the leak.')
    const state = await bed.ended(runId)
    expect(server.calls).toEqual([
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
    const events = await bed.events(runId)
    expect(JSON.stringify(events[0]).length).toBeLessThan(6_000)
    expect(events.flatMap(event => (event.type === 'tool-started' ? [event.data.name] : []))).toEqual([
      'find_tools',
      name,
      name,
      name,
      'use_tool',
    ])
    for (const step of [1, 2, 6]) expect((await readRawStep(bed.actor, runId, step)).verified).toBe(true)
  })
})

describe('R143: a call of a tool server', () => {
  test('is asked about, whatever the server says of it; always allowed is an exception from its rule', async () => {
    await give([note])
    plays([
      { name: 'mcp__desk__note', input: { text: 'a' } },
      { name: 'mcp__desk__note', input: { text: 'b' } },
    ])
    note.answer = ({ text }) => `noted ${text}`
    const runId = await bed.assign('Note a and b.')
    const [approval] = openApprovals(await waiting(runId))
    expect(server.calls).toEqual([])
    expect(approval).toMatchObject({
      kind: 'tool',
      title: 'Call note on desk',
      facts: {
        tool: 'mcp__desk__note',
        input: { text: 'a' },
        scopes: ['once', 'task', 'always'],
        rules: [{ words: 'Ask before every tool of desk' }],
      },
    })
    await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '', scope: 'always' })
    await bed.ended(runId)
    expect(server.calls.map(({ input }) => input)).toEqual([{ text: 'a' }, { text: 'b' }])
    const { rules } = await listRules(bed.actor)
    expect(rules.map(({ effect, tool }) => [effect, tool])).toEqual([
      ['ask', 'mcp__desk__*'],
      ['allow', 'mcp__desk__note'],
    ])
  })

  test('is asked about by use_tool as by its own name, and also when somebody removed the rule', async () => {
    await give(officeTools())
    for (const { id } of (await listRules(bed.actor)).rules) await removeRule(bed.actor, id)
    plays([use('mcp__desk__file_delete', { id: '7' })])
    const tried = await tryCall(bed.actor, { tool: 'mcp__desk__file_delete', input: { id: '7' } })
    expect(tried.effect).toBe('ask')
    const runId = await bed.assign('Delete file 7.')
    const [approval] = openApprovals(await waiting(runId))
    expect(approval?.facts).toMatchObject({
      tool: 'mcp__desk__file_delete',
      input: { id: '7' },
      rules: [],
      scopes: ['once', 'task'],
    })
    await tell(runId, { type: 'deny', approvalId: approval?.approvalId ?? '', reason: 'keep it' })
    const state = await bed.ended(runId)
    expect(outputs(state)).toEqual(['Ada denied this call: keep it'])
    expect(server.calls).toEqual([])
  })

  test('is denied by a rule that names it, before anybody is asked', async () => {
    await give(officeTools())
    const deny = { effect: 'deny' as const, tool: 'mcp__desk__file_delete', exceptionOf: null, note: '' }
    const any = { on: 'any' as const, patterns: [] }
    await insertRule(bed.actor, { ...deny, scope: 'workspace', scopeId: null, match: any })
    plays([use('mcp__desk__file_delete', { id: '7' })])
    const state = await bed.ended(await bed.assign('Delete file 7.'))
    expect(outputs(state)).toEqual([expect.stringContaining('"Deny mcp__desk__file_delete"')])
  })

  test('is not made once a person has turned the tool off, or the server is gone', async () => {
    const detail = await give([note])
    await freely()
    plays([
      { name: 'mcp__desk__note', input: { text: 'a' } },
      { name: 'mcp__desk__note', input: { text: 'b' } },
      { name: 'mcp__desk__note', input: { text: 'c' } },
    ])
    note.answer = async () => {
      await setTools(bed.actor, detail.server.id, { tools: [{ name: 'note', hash: '', on: false }] })
      return 'noted a'
    }
    const state = await bed.ended(await bed.assign('Note them.'))
    expect(outputs(state)).toEqual([
      expect.stringContaining('noted a'),
      'mcp__desk__note was turned off by a person. Nothing was called.',
      'mcp__desk__note was turned off by a person. Nothing was called.',
    ])
    expect(server.calls).toHaveLength(1)
  })

  test('a contract that changed at its server is noticed before a call, and waits for a person', async () => {
    const { server: made } = await give([note])
    await freely()
    const [tool] = server.tools
    if (tool) server.tools = [{ ...tool, description: 'Notes a text, elsewhere too.' }]
    const longAgo = new Date(Date.now() - 60 * 60_000)
    await bed.db.toolServer.update({ where: { id: made.id }, data: { checkedAt: longAgo } })
    plays([{ name: 'mcp__desk__note', input: { text: 'a' } }])
    const state = await bed.ended(await bed.assign('Note a.'))
    expect(outputs(state)).toEqual([
      expect.stringContaining('mcp__desk__note has changed since this run began.'),
    ])
    expect(server.calls).toEqual([])
    const [now] = await listToolServers(bed.actor)
    expect(now?.tools).toEqual({ on: 0, off: 0, new: 0, changed: 1 })
  })

  test('work that is handed on has no tool of a server that the one who hands it on has not', async () => {
    const { server: made } = await give(officeTools())
    const other = await startMcpServer([note])
    const second = await connectToolServer(bed.actor, {
      name: 'other',
      url: other.url,
      header: 'Authorization',
    })
    await setTools(bed.actor, second.server.id, {
      tools: second.list.map(({ name, hash }) => ({ name, hash, on: true })),
    })
    const { createAgent } = await import('../agents/repository')
    const { createAgentInput } = await import('../agents/schema')
    const helper = { name: 'Clerk', instructions: 'Help.', toolServers: [made.id, second.server.id] }
    await createAgent(bed.actor, createAgentInput.parse(helper))
    plays([{ name: 'delegate', input: { tasks: [{ agent: 'Clerk', instructions: 'Look.' }] } }])
    const state = await bed.ended(await bed.assign('Hand it on.'))
    const child = await loadRunState(bed.db, state.children[0]?.childRunId ?? '')
    if (!child) throw new Error('no child')
    expect(recipeOf(child).catalogue).toEqual(recipeOf(state).catalogue)
    await other.close()
  })
})

describe('R144: the call itself', () => {
  test('a long result is a file with the plain result; the secret is in neither', async () => {
    server.manners = { secret: { header: 'Authorization', value: 'Bearer desk-secret-77' } }
    const lines = Array.from({ length: 4_000 }, (_, index) => `{"row": ${index}}`).join('\n')
    await give([{ ...note, answer: () => `desk-secret-77\n${lines}` }], { secret: 'desk-secret-77' })
    await freely()
    plays([
      { name: 'mcp__desk__note', input: { text: 'a' } },
      { name: 'bash', input: { command: 'head -2 .reef/*.txt' } },
    ])
    const runId = await bed.assign('Get the rows.')
    const state = await bed.ended(runId)
    const [first = '', second] = outputs(state)
    expect(first).toMatch(/^<untrusted-\w+ source="mcp__desk__note">\n\[redacted\]\n\{"row": 0\}/)
    expect(first).toMatch(/bytes left out, all \d+ are in \.reef\/[0-9a-f]{12}\.txt …\]/)
    expect(Buffer.byteLength(first)).toBeLessThan(9_000)
    expect(second).toBe('[redacted]\n{"row": 0}')
    expect(JSON.stringify(await bed.events(runId))).not.toContain('desk-secret-77')
  })

  test('a server that is down is an error that the model reads', async () => {
    await give([note])
    await freely()
    server.manners.instead = request => {
      request.socket.destroy()
      return true
    }
    plays([{ name: 'mcp__desk__note', input: { text: 'a' } }])
    const state = await bed.ended(await bed.assign('Note a.'))
    expect(callsOf(state)).toMatchObject([
      { isError: true, output: expect.stringMatching(/^mcp__desk__note failed \(unreachable\): /) },
    ])
  })

  /** A worker that is a process of its own, and how to kill it. */
  async function startKilled(): Promise<() => Promise<void>> {
    const worker = await startWorkerProcess(bed.db)
    return async () => {
      worker.kill('SIGKILL')
      await worker.exited
    }
  }

  test.each(['stopped', 'killed'])('a call whose worker was %s is made again only on a word', async how => {
    await bed.stopWorkers()
    const ended = how === 'killed' ? await startKilled() : (await bed.startWorker()).stop
    let arrived: () => void = () => {}
    const isThere = new Promise<void>(resolve => {
      arrived = resolve
    })
    // The first time nobody hears back: the worker goes away in the middle.
    const hanging = () => {
      if (server.calls.length > 1) return 'noted at last'
      arrived()
      return new Promise<string>(() => {})
    }
    await give([...officeTools(), { ...note, answer: hanging }])
    await freely()
    plays([use('mcp__desk__note', { text: 'a' })])
    const runId = await bed.assign('Note a.')
    await isThere
    await ended()
    await bed.startWorker()
    const [approval] = openApprovals(await waiting(runId))
    expect(server.calls).toHaveLength(1)
    expect(approval).toMatchObject({
      kind: 'repeat',
      facts: { tool: 'mcp__desk__note', input: { text: 'a' } },
    })
    await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '' })
    expect(outputs(await bed.ended(runId))).toEqual([expect.stringContaining('noted at last')])
    expect(server.calls).toHaveLength(2)
  })
})
