// Calls of tools of tool servers on a real worker, with a real server at the other end.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAgent } from '../agents/repository'
import { createAgentInput } from '../agents/schema'
import { insertRule, listRules, removeRule } from '../policy/repository'
import { tryCall } from '../policy/try-call'
import { loadRunState } from '../runs/log/repository'
import { openApprovals, recipeOf } from '../runs/run-state'
import { connectToolServer, setTools } from '../tool-servers/connect-server'
import { listToolServers } from '../tool-servers/repository'
import { startMcpServer } from '../tool-servers/testing/mcp-server'
import { officeTools } from '../tool-servers/testing/office-tools'
import { callsOf, type Desk, noteTool, openDesk, use } from './testing/desk'
import { outputs, people } from './testing/people'
import { startWorkerProcess } from './testing/worker-process'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.clear())

const note = noteTool()
const { tell, waiting, plays } = people(() => desk.bed)

describe('R143: a call of a tool server', () => {
  test('is asked about, whatever the server says of it; always allowed is an exception from its rule', async () => {
    await desk.give([note])
    plays([
      { name: 'mcp__desk__note', input: { text: 'a' } },
      { name: 'mcp__desk__note', input: { text: 'b' } },
    ])
    note.answer = ({ text }) => `noted ${text}`
    const runId = await desk.bed.assign('Note a and b.')
    const [approval] = openApprovals(await waiting(runId))
    expect(desk.server.calls).toEqual([])
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
    await desk.bed.ended(runId)
    expect(desk.server.calls.map(({ input }) => input)).toEqual([{ text: 'a' }, { text: 'b' }])
    const { rules } = await listRules(desk.bed.actor)
    expect(rules.map(({ effect, tool }) => [effect, tool])).toEqual([
      ['ask', 'mcp__desk__*'],
      ['allow', 'mcp__desk__note'],
    ])
  })

  test('is asked about by use_tool as by its own name, and also when somebody removed the rule', async () => {
    await desk.give(officeTools())
    for (const { id } of (await listRules(desk.bed.actor)).rules) await removeRule(desk.bed.actor, id)
    plays([use('mcp__desk__file_delete', { id: '7' })])
    const tried = await tryCall(desk.bed.actor, { tool: 'mcp__desk__file_delete', input: { id: '7' } })
    expect(tried.effect).toBe('ask')
    const runId = await desk.bed.assign('Delete file 7.')
    const [approval] = openApprovals(await waiting(runId))
    expect(approval?.facts).toMatchObject({
      tool: 'mcp__desk__file_delete',
      input: { id: '7' },
      rules: [],
      scopes: ['once', 'task'],
    })
    await tell(runId, { type: 'deny', approvalId: approval?.approvalId ?? '', reason: 'keep it' })
    const state = await desk.bed.ended(runId)
    expect(outputs(state)).toEqual(['Ada denied this call: keep it'])
    expect(desk.server.calls).toEqual([])
  })

  test('is denied by a rule that names it, before anybody is asked', async () => {
    await desk.give(officeTools())
    const deny = { effect: 'deny' as const, tool: 'mcp__desk__file_delete', exceptionOf: null, note: '' }
    const any = { on: 'any' as const, patterns: [] }
    await insertRule(desk.bed.actor, { ...deny, scope: 'workspace', scopeId: null, match: any })
    plays([use('mcp__desk__file_delete', { id: '7' })])
    const state = await desk.bed.ended(await desk.bed.assign('Delete file 7.'))
    expect(outputs(state)).toEqual([expect.stringContaining('"Deny mcp__desk__file_delete"')])
  })

  test('is not made once a person has turned the tool off, or the server is gone', async () => {
    const detail = await desk.give([note])
    await desk.freely()
    plays([
      { name: 'mcp__desk__note', input: { text: 'a' } },
      { name: 'mcp__desk__note', input: { text: 'b' } },
      { name: 'mcp__desk__note', input: { text: 'c' } },
    ])
    note.answer = async () => {
      await setTools(desk.bed.actor, detail.server.id, { tools: [{ name: 'note', hash: '', on: false }] })
      return 'noted a'
    }
    const state = await desk.bed.ended(await desk.bed.assign('Note them.'))
    expect(outputs(state)).toEqual([
      expect.stringContaining('noted a'),
      'mcp__desk__note was turned off by a person. Nothing was called.',
      'mcp__desk__note was turned off by a person. Nothing was called.',
    ])
    expect(desk.server.calls).toHaveLength(1)
  })

  test('a contract that changed at its server is noticed before a call, and waits for a person', async () => {
    const { server: made } = await desk.give([note])
    await desk.freely()
    const [tool] = desk.server.tools
    if (tool) desk.server.tools = [{ ...tool, description: 'Notes a text, elsewhere too.' }]
    const longAgo = new Date(Date.now() - 60 * 60_000)
    await desk.bed.db.toolServer.update({ where: { id: made.id }, data: { checkedAt: longAgo } })
    plays([{ name: 'mcp__desk__note', input: { text: 'a' } }])
    const state = await desk.bed.ended(await desk.bed.assign('Note a.'))
    expect(outputs(state)).toEqual([
      expect.stringContaining('mcp__desk__note has changed since this run began.'),
    ])
    expect(desk.server.calls).toEqual([])
    const [now] = await listToolServers(desk.bed.actor)
    expect(now?.tools).toEqual({ on: 0, off: 0, new: 0, changed: 1 })
  })

  test('work that is handed on has no tool of a server that the one who hands it on has not', async () => {
    const { server: made } = await desk.give(officeTools())
    const other = await startMcpServer([note])
    const second = await connectToolServer(desk.bed.actor, {
      name: 'other',
      url: other.url,
      header: 'Authorization',
    })
    await setTools(desk.bed.actor, second.server.id, {
      tools: second.list.map(({ name, hash }) => ({ name, hash, on: true })),
    })
    const helper = { name: 'Clerk', instructions: 'Help.', toolServers: [made.id, second.server.id] }
    await createAgent(desk.bed.actor, createAgentInput.parse(helper))
    plays([{ name: 'delegate', input: { tasks: [{ agent: 'Clerk', instructions: 'Look.' }] } }])
    const state = await desk.bed.ended(await desk.bed.assign('Hand it on.'))
    const child = await loadRunState(desk.bed.db, state.children[0]?.childRunId ?? '')
    if (!child) throw new Error('no child')
    expect(recipeOf(child).catalogue).toEqual(recipeOf(state).catalogue)
    await other.close()
  })
})

describe('R144: the call itself', () => {
  test('a long result is a file with the plain result; the secret is in neither', async () => {
    desk.server.manners = { secret: { header: 'Authorization', value: 'Bearer desk-secret-77' } }
    const lines = Array.from({ length: 4_000 }, (_, index) => `{"row": ${index}}`).join('\n')
    await desk.give([{ ...note, answer: () => `desk-secret-77\n${lines}` }], { secret: 'desk-secret-77' })
    await desk.freely()
    plays([
      { name: 'mcp__desk__note', input: { text: 'a' } },
      { name: 'bash', input: { command: 'head -2 .reef/*.txt' } },
    ])
    const runId = await desk.bed.assign('Get the rows.')
    const state = await desk.bed.ended(runId)
    const [first = '', second] = outputs(state)
    expect(first).toMatch(/^<untrusted-\w+ source="mcp__desk__note">\n\[redacted\]\n\{"row": 0\}/)
    expect(first).toMatch(/bytes left out, all \d+ are in \.reef\/[0-9a-f]{12}\.txt …\]/)
    expect(Buffer.byteLength(first)).toBeLessThan(9_000)
    expect(second).toBe('[redacted]\n{"row": 0}')
    expect(JSON.stringify(await desk.bed.events(runId))).not.toContain('desk-secret-77')
  })

  test('a script calls it like a command, gets the plain result, and each call is asked about and told', async () => {
    await desk.give([noteTool(({ text }) => JSON.stringify({ noted: text }))])
    const script = `for text in a b; do mcp__desk__note "{\\"text\\": \\"$text\\"}" | jq -r .noted; done`
    plays([{ name: 'bash', input: { command: script } }])
    const runId = await desk.bed.assign('Note a and b.')
    const [approval] = openApprovals(await waiting(runId))
    expect(approval?.facts).toMatchObject({ tool: 'mcp__desk__note', input: { text: 'a' } })
    expect(desk.server.calls).toEqual([])
    await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '', scope: 'task' })
    const state = await desk.bed.ended(runId)
    expect(desk.server.calls.map(({ input }) => input)).toEqual([{ text: 'a' }, { text: 'b' }])
    const [bash, ...nested] = Object.values(state.toolCalls)
    expect(bash?.output).toBe('a\nb')
    expect(nested.map(({ name, parentCallId, output }) => [name, parentCallId, output])).toEqual([
      ['mcp__desk__note', bash?.callId, '{"noted":"a"}'],
      ['mcp__desk__note', bash?.callId, '{"noted":"b"}'],
    ])
  })

  test('a server that is down is an error that the model reads', async () => {
    await desk.give([note])
    await desk.freely()
    desk.server.manners.instead = request => {
      request.socket.destroy()
      return true
    }
    plays([{ name: 'mcp__desk__note', input: { text: 'a' } }])
    const state = await desk.bed.ended(await desk.bed.assign('Note a.'))
    expect(callsOf(state)).toMatchObject([
      { isError: true, output: expect.stringMatching(/^mcp__desk__note failed \(unreachable\): /) },
    ])
  })

  /** A worker that is a process of its own, and how to kill it. */
  async function startKilled(): Promise<() => Promise<void>> {
    const worker = await startWorkerProcess(desk.bed.db)
    return async () => {
      worker.kill('SIGKILL')
      await worker.exited
    }
  }

  test.each(['stopped', 'killed'])('a call whose worker was %s is made again only on a word', async how => {
    await desk.bed.stopWorkers()
    const ended = how === 'killed' ? await startKilled() : (await desk.bed.startWorker()).stop
    let arrived: () => void = () => {}
    const isThere = new Promise<void>(resolve => {
      arrived = resolve
    })
    // The first time nobody hears back: the worker goes away in the middle.
    const hanging = () => {
      if (desk.server.calls.length > 1) return 'noted at last'
      arrived()
      return new Promise<string>(() => {})
    }
    await desk.give([...officeTools(), noteTool(hanging)])
    await desk.freely()
    plays([use('mcp__desk__note', { text: 'a' })])
    const runId = await desk.bed.assign('Note a.')
    await isThere
    await ended()
    await desk.bed.startWorker()
    const [approval] = openApprovals(await waiting(runId))
    expect(desk.server.calls).toHaveLength(1)
    expect(approval).toMatchObject({
      kind: 'repeat',
      facts: { tool: 'mcp__desk__note', input: { text: 'a' } },
    })
    await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '' })
    expect(outputs(await desk.bed.ended(runId))).toEqual([expect.stringContaining('noted at last')])
    expect(desk.server.calls).toHaveLength(2)
  })
})
