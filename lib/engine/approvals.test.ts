// Approvals on a real worker: asked for in the log, decided by a person, performed once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '../accounts/actor'
import { chooseAgent } from '../agents/repository'
import type { Agent } from '../agents/schema'
import { listApprovals } from '../approvals/list-approvals'
import { inTransaction } from '../db/transaction'
import { previewRule } from '../policy/preview-rule'
import { insertRule, listRules, removeRule } from '../policy/repository'
import { type CreateRuleInput, createRuleInput } from '../policy/schema'
import { tryCall } from '../policy/try-call'
import { chooseModel } from '../providers/choose-model'
import { type NewRunCommand, runCommand } from '../runs/decide'
import { openApprovals, type RunState } from '../runs/run-state'
import { takeCommand } from '../runs/take-command'
import { createTask } from '../tasks/create-task'
import { launchRun } from '../tasks/launch-run'
import { createTaskInput } from '../tasks/schema'
import { driveAgent } from './testing/agent-driver'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { ActingTool } from './tools/tool'

let bed: EngineBed
const posted: string[] = []
const post: ActingTool = {
  kind: 'act',
  name: 'post',
  description: 'Tells others.',
  input: z.object({ text: z.string() }),
  sideEffect: 'outside',
  async execute(input, _context, signal) {
    const { text } = input as { text: string }
    posted.push(text)
    // The first time nobody hears back: the worker goes away in the middle.
    if (posted.length === 1) await new Promise(resolve => signal.addEventListener('abort', resolve))
    return { output: `Told: ${text}` }
  },
}
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker({ approvalMs: 60_000 })
})
afterAll(() => bed.close())

const rule = (input: z.input<typeof createRuleInput>, actor = bed.actor) =>
  insertRule(actor, createRuleInput.parse(input) as CreateRuleInput)
const tell = (runId: string, command: NewRunCommand, actor = bed.actor) =>
  takeCommand(actor, runId, runCommand.parse(command))
const waiting = (runId: string) => bed.until(runId, state => state.waiting?.for === 'approval')
const outputs = (state: RunState) => Object.values(state.toolCalls).map(({ output }) => output)

function plays(calls: { name: string; input: unknown }[], finalText = 'Done.') {
  const drive = {
    calls: calls.length,
    call: (step: number) => calls[step] ?? { name: 'bash', input: {} },
    finalText,
  }
  bed.server.respond(driveAgent(drive).respond)
}
const bash = (command: string) => ({ name: 'bash', input: { command } })

async function clear(): Promise<void> {
  for (const { id, exceptionOf } of (await listRules(bed.actor)).rules)
    if (!exceptionOf) await removeRule(bed.actor, id)
}

describe('R54: a call that a rule asks about', () => {
  test('waits without a worker, shows the real thing, and runs once allowed; each word is needed anew', async () => {
    await rule({ effect: 'ask', tool: 'bash', match: { on: 'command', patterns: ['rm'] } })
    plays([bash('echo a > a.txt; echo b > b.txt'), bash('rm a.txt \u202e'), bash('rm b.txt')])
    const runId = await bed.assign('Tidy up.')
    const first = await waiting(runId)
    const row = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
    expect([row.status, row.waitingFor, row.workerId]).toEqual(['waiting', 'approval', null])
    const [approval] = openApprovals(first)
    expect(approval).toMatchObject({
      kind: 'tool',
      facts: {
        tool: 'bash',
        command: 'rm a.txt ⟨U+202E⟩',
        rules: [{ words: 'Ask before bash: rm' }],
        scopes: ['once', 'task', 'always'],
        match: { on: 'command', patterns: ['rm *'] },
      },
      expiresAt: expect.any(String),
    })
    expect((await listApprovals(bed.actor, {})).approvals.map(each => [each.runId, each.rootRunId])).toEqual([
      [runId, runId],
    ])
    const approvalId = approval?.approvalId ?? ''
    await tell(runId, { type: 'approve', approvalId })
    await expect(tell(runId, { type: 'approve', approvalId })).rejects.toMatchObject({
      details: { refusal: 'already-decided' },
    })
    const second = await bed.until(
      runId,
      state => openApprovals(state).length === 1 && state.waiting?.for === 'approval',
    )
    expect(Object.keys(second.files)).not.toContain('a.txt')
    const next = openApprovals(second)[0]?.approvalId ?? ''
    await tell(runId, { type: 'deny', approvalId: next, reason: 'Keep it.' })
    const ended = await bed.ended(runId)
    expect(Object.keys(ended.files)).toContain('b.txt')
    expect(outputs(ended).at(-1)).toBe('Ada denied this call: Keep it.')
    expect(JSON.stringify(bed.server.exchanges.at(-1)?.body)).toContain('Keep it.')
    await clear()
  })

  test('is allowed for the task: calls of the same kind go through, others are asked about', async () => {
    await rule({ effect: 'ask', tool: 'bash' })
    plays([bash('rm -f x'), bash('rm -f y'), bash('rm -f z && mv q r')])
    const runId = await bed.assign('Remove things.')
    const [approval] = openApprovals(await waiting(runId))
    await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '', scope: 'task' })
    const again = await bed.until(
      runId,
      state => state.waiting?.for === 'approval' && state.approvals.length === 2,
    )
    expect(again.approvals[1]?.facts.command).toBe('rm -f z && mv q r')
    await tell(runId, { type: 'stop' })
    await clear()
  })

  test('always: a person who may write rules makes an exception, and the next run asks no more', async () => {
    const asking = await rule({ effect: 'ask', tool: 'bash', match: { on: 'command', patterns: ['rm'] } })
    plays([bash('rm -f x')])
    const runId = await bed.assign('Remove x.')
    const [approval] = openApprovals(await waiting(runId))
    const approvalId = approval?.approvalId ?? ''
    const member: Actor = { ...bed.actor, role: 'member' }
    await expect(tell(runId, { type: 'approve', approvalId, scope: 'always' }, member)).rejects.toMatchObject(
      { code: 'forbidden' },
    )
    await expect(
      tell(runId, { type: 'approve', approvalId }, { ...bed.actor, role: 'viewer' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const preview = await previewRule(bed.actor, {
      tool: 'bash',
      match: { on: 'command', patterns: ['rm *'] },
      exception: true,
    })
    expect(preview.examples[0]).toMatchObject({ runId, tool: 'bash', words: 'rm -f x' })
    await tell(runId, { type: 'approve', approvalId, scope: 'always' })
    const ended = await bed.ended(runId)
    const ruleId = ended.approvals[0]?.decided?.ruleId
    expect((await listRules(bed.actor)).rules.find(({ id }) => id === ruleId)).toMatchObject({
      effect: 'allow',
      exceptionOf: asking.id,
      tool: 'bash',
      match: { on: 'command', patterns: ['rm *'] },
    })
    const next = await bed.ended(await bed.assign('Remove x again.'))
    expect(next.approvals).toEqual([])
    expect(await tryCall(bed.actor, { tool: 'bash', input: { command: 'rm x; mv a b' } })).toMatchObject({
      effect: 'allow',
      parts: ['rm x', 'mv a b'],
    })
    await clear()
  })

  test('a deny that is set while a call waits holds against the word that comes after it', async () => {
    await rule({ effect: 'ask', tool: 'write', match: { on: 'path', patterns: ['out/**'] } })
    plays([{ name: 'write', input: { path: './out/../out/a.md', content: 'x\n' } }])
    const runId = await bed.assign('Write it.')
    const [approval] = openApprovals(await waiting(runId))
    expect(approval?.facts).toMatchObject({ path: 'out/a.md', diff: expect.stringContaining('+x') })
    await rule({ effect: 'deny', tool: '*', match: { on: 'path', patterns: ['out'] }, note: 'Frozen.' })
    await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '' })
    const ended = await bed.ended(runId)
    expect(Object.keys(ended.files)).toEqual([])
    expect(outputs(ended)[0]).toContain('Frozen.')
    await clear()
  })

  test('rules of another agent or task say nothing, those of this task do', async () => {
    plays([bash('echo hi')])
    const { agentId } = await bed.db.task.findFirstOrThrow({
      where: { workspaceId: bed.actor.workspaceId, agentId: { not: null } },
    })
    const other = await bed.db.agent.create({
      data: { id: 'agent_other', workspaceId: bed.actor.workspaceId, name: 'Other', instructions: 'x' },
    })
    await rule({ effect: 'deny', tool: 'bash', scope: 'agent', scopeId: other.id })
    expect(outputs(await bed.ended(await bed.assign('Say hi.')))[0]).toBe('hi')
    await rule({ effect: 'deny', tool: 'bash', scope: 'agent', scopeId: agentId })
    expect(outputs(await bed.ended(await bed.assign('Say hi.')))[0]).toContain('denies this call')
    await expect(rule({ effect: 'deny', scope: 'agent', scopeId: 'agent_none' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await clear()
  })

  test('nobody decides in time: the agent reads that, and the run goes on by itself', async () => {
    const other = await openShort()
    await rule({ effect: 'ask', tool: 'bash' })
    plays([bash('echo hi')])
    const runId = await bed.assign('Say hi in time.')
    const ended = await bed.ended(runId)
    expect(outputs(ended)[0]).toContain('Nobody decided about this call in time')
    expect(ended.approvals.map(({ decided }) => decided?.verdict)).toEqual(['expired'])
    await clear()
    await other.stop()
    await bed.startWorker({ approvalMs: 60_000 })
  })
})

/** Another worker in the place of the first, with little patience. */
async function openShort() {
  await bed.stopWorkers()
  return await bed.startWorker({ approvalMs: 700 })
}

describe('R57: a plan gate', () => {
  const plan = (...titles: string[]) => ({
    name: 'plan',
    input: { steps: titles.map(title => ({ title, status: 'todo' })) },
  })

  test('holds everything that changes anything until a person approves the plan, edited or not', async () => {
    plays([bash('echo early > early.txt'), plan('Write'), bash('echo late > late.txt')])
    const runId = await bed.assign('Write late.', { planGate: true })
    const first = await waiting(runId)
    expect(outputs(first)[0]).toContain('Set one with the plan tool')
    expect(first.files).toEqual({})
    const [denied] = openApprovals(first)
    expect(denied).toMatchObject({ kind: 'plan', facts: { revision: 1 } })
    await tell(runId, { type: 'deny', approvalId: denied?.approvalId ?? '', reason: 'Say where.' })
    const refused = await bed.until(
      runId,
      state => state.toolCalls !== first.toolCalls && outputs(state).length === 3,
    )
    expect(refused.files).toEqual({})
    const ended = await bed.ended(runId)
    expect(outputs(ended)[2]).toContain('The plan was not approved')
    expect(JSON.stringify(bed.server.exchanges.at(-1)?.body)).toContain('Say where.')
  })

  test('a plan set beside other calls is asked about first; an edit asks anew, and the approved one runs', async () => {
    bed.server.respond(({ body }) => {
      const { messages } = body as { messages: { role: string }[] }
      const results = messages.filter(({ role }) => role === 'tool').length
      const toolCalls = [plan('Write'), bash('echo late > late.txt')]
      return results === 0 ? { reply: { toolCalls } } : { reply: { text: 'Done.' } }
    })
    const runId = await bed.assign('Write late at once.', { planGate: true })
    const first = await waiting(runId)
    expect(first.files).toEqual({})
    const [old] = openApprovals(first)
    await tell(runId, {
      type: 'plan',
      baseRevision: 1,
      steps: [
        { id: 's1', title: 'Write', status: 'todo' },
        { title: 'Check', status: 'todo' },
      ],
    })
    await expect(tell(runId, { type: 'approve', approvalId: old?.approvalId ?? '' })).rejects.toMatchObject({
      details: { refusal: 'already-decided' },
    })
    const [fresh] = openApprovals(await waiting(runId))
    expect(fresh?.facts).toMatchObject({ revision: 2 })
    await tell(runId, {
      type: 'approve',
      approvalId: fresh?.approvalId ?? '',
      steps: [
        { id: 's1', title: 'Write it', status: 'todo' },
        { id: 's2', title: 'Check', status: 'todo' },
      ],
    })
    const ended = await bed.ended(runId)
    expect(Object.keys(ended.files)).toEqual(['late.txt'])
    expect(ended.plan).toMatchObject({
      revision: 3,
      steps: [{ title: 'Write it' }, { title: 'Check' }],
      actor: { name: 'Ada' },
    })
    expect(JSON.stringify(bed.server.exchanges.at(-1)?.body)).toContain('Ada changed the plan')
  })
})

describe('R58: a question with a default', () => {
  test('is answered with it when nobody has answered in time', async () => {
    plays([
      {
        name: 'ask',
        input: { question: 'North or south?', choices: ['North', 'South'], default: 'South', minutes: 0.01 },
      },
    ])
    const ended = await bed.ended(await bed.assign('Which way?'))
    expect(outputs(ended)[0]).toBe('South\n[Nobody answered in time: this is your default answer.]')
    const answered = (await bed.events(ended.runId)).find(event => event.type === 'question-answered')
    expect(answered).toMatchObject({ actor: { kind: 'reef' }, data: { byDefault: true } })
  })

  test('goes on waiting after a pause', async () => {
    plays([{ name: 'ask', input: { question: 'Really?' } }])
    const runId = await bed.assign('Ask me.')
    await bed.until(runId, state => state.waiting?.for === 'answer')
    await tell(runId, { type: 'pause' })
    await tell(runId, { type: 'resume' })
    await bed.until(runId, state => state.status === 'waiting' && state.waiting?.for === 'answer')
    await tell(runId, { type: 'answer', text: 'Yes' })
    expect(outputs(await bed.ended(runId))[0]).toBe('Yes')
  })
})

/** Assigns a task to an agent that also has this tool. */
async function assignWith(instructions: string, tool: string): Promise<string> {
  const { workspaceId } = bed.actor
  const { task } = await createTask(bed.actor, createTaskInput.parse({ instructions, start: false }))
  const found = await chooseAgent(bed.db, workspaceId, undefined)
  const agent = { ...found, tools: [...found.tools, tool] } as Agent
  const model = await chooseModel(workspaceId, null)
  const launch = {
    workspaceId,
    taskId: task.id,
    title: 'x',
    instructions,
    files: [],
    agent,
    model,
    skills: [],
    budget: {},
  }
  return await inTransaction(tx =>
    launchRun(tx, { ...launch, actor: { kind: 'person', id: 'a', name: 'Ada' } }),
  )
}

test('R55: an outside call whose end nobody knows is made again only on a word', async () => {
  await bed.stopWorkers()
  const first = await bed.startWorker({ tools: [post] })
  plays([{ name: 'post', input: { text: 'hello' } }])
  const runId = await assignWith('Tell them.', 'post')
  await bed.until(runId, state => Object.values(state.toolCalls)[0]?.status === 'started')
  await first.stop()
  await bed.startWorker({ tools: [post] })
  const state = await waiting(runId)
  expect(posted).toEqual(['hello'])
  const [approval] = openApprovals(state)
  expect(approval).toMatchObject({ kind: 'repeat', facts: { tool: 'post', input: { text: 'hello' } } })
  await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '' })
  const ended = await bed.ended(runId)
  expect(posted).toEqual(['hello', 'hello'])
  expect(outputs(ended)).toEqual(['Told: hello'])
})
