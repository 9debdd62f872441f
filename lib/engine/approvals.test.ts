// Approvals on a real worker: asked for in the log, decided by a person, performed once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Actor } from '../accounts/actor'
import { listApprovals } from '../approvals/list-approvals'
import { previewRule } from '../policy/preview-rule'
import { insertRule, listRules, removeRule } from '../policy/repository'
import { type CreateRuleInput, createRuleInput } from '../policy/schema'
import { tryCall } from '../policy/try-call'
import { openApprovals } from '../runs/run-state'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, outputs, people } from './testing/people'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker({ approvalMs: 60_000 })
})
afterAll(() => bed.close())

const rule = (input: z.input<typeof createRuleInput>, actor = bed.actor) =>
  insertRule(actor, createRuleInput.parse(input) as CreateRuleInput)
const { tell, waiting, plays } = people(() => bed)

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
