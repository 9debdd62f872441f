// A run that another one started asks for a word: nobody sits before it, so the person who started all of it is asked.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson, addWorkspace } from '../accounts/testing/installation'
import { listApprovals } from '../approvals/list-approvals'
import { listInbox } from '../inbox/list-inbox'
import { insertRule } from '../policy/repository'
import { type CreateRuleInput, createRuleInput } from '../policy/schema'
import { commandRun } from '../runs/command-run'
import { openApprovals } from '../runs/run-state'
import { createWebhook } from '../webhooks/create-webhook'
import type { EngineBed } from './testing/engine-bed'
import { openTeamBed } from './testing/team-bed'
import { lead, makeCall, playTeam, say } from './testing/team-play'

let bed: EngineBed
beforeAll(async () => {
  process.env.REEF_WEBHOOK_PRIVATE = '127.0.0.1:*'
  bed = await openTeamBed()
})
afterAll(() => bed.close())

test('R59: the word that a part of a part needs is asked of the owner of it all, and nothing passes before it', async () => {
  await insertRule(
    bed.actor,
    createRuleInput.parse({
      scope: 'workspace',
      effect: 'ask',
      tool: 'bash',
      match: { on: 'command', patterns: ['rm'] },
    }) as CreateRuleInput,
  )
  // What the outside is told stays on its way: nobody listens there.
  await createWebhook(bed.actor, { name: 'Chat', url: 'http://127.0.0.1:9/', events: ['approval.requested'] })
  bed.server.respond(
    playTeam({
      top: lead({ agent: 'Maker', instructions: 'middle' }),
      middle: lead({ agent: 'Maker', instructions: 'leaf' }),
      leaf: ({ results, last }) =>
        results.length === 0
          ? makeCall('bash', { command: 'echo a > a.txt; rm a.txt' })
          : say(`leaf: ${last}`),
    }),
  )
  const root = await bed.assign('top of it', { agent: 'Maker' })
  const [middle] = (await bed.until(root, state => state.children.length === 1)).children
  const middleId = middle?.childRunId ?? ''
  const [leaf] = (await bed.until(middleId, state => state.children.length === 1)).children
  const leafId = leaf?.childRunId ?? ''
  const asking = await bed.until(leafId, state => state.waiting?.for === 'approval')
  const [approval] = openApprovals(asking)
  const approvalId = approval?.approvalId ?? ''
  const { taskId } = asking.created

  // Seen in the workspace, at the run that a person started, and in between; and in the inbox with that task.
  for (const filter of [{}, { run: root }, { run: middleId }, { run: leafId }]) {
    const { approvals } = await listApprovals(bed.actor, filter)
    expect(approvals).toMatchObject([{ approvalId, runId: leafId, rootRunId: root, rootTaskId: taskId }])
  }
  const [item, ...others] = (await listInbox(bed.actor)).items
  expect([item?.task.id, item?.asks.map(({ kind, runId }) => [kind, runId]), others]).toEqual([
    taskId,
    [['approval', leafId]],
    [],
  ])
  const told = await bed.db.webhookDelivery.findMany({ where: { type: 'approval.requested' } })
  expect(told.map(({ payload }) => payload)).toMatchObject([
    { data: { runId: leafId, parentRunId: middleId, taskId, approvalId } },
  ])

  // No word of a parent, of a stranger or of somebody who may not decide lets it through.
  for (const runId of [root, middleId])
    await expect(
      commandRun(bed.actor, runId, { type: 'approve', approvalId, scope: 'once' }),
    ).rejects.toMatchObject({
      details: { refusal: 'no-approval' },
    })
  const workspaceId = await addWorkspace('Elsewhere')
  const stranger = await addPerson(workspaceId, 'owner', 'stranger')
  const viewer = await addPerson(bed.actor.workspaceId, 'viewer', 'viewer')
  const approve = { type: 'approve' as const, approvalId, scope: 'once' as const }
  const foreign = { ...bed.actor, workspaceId, memberId: stranger.memberId, id: stranger.userId }
  expect((await listApprovals(foreign, {})).approvals).toEqual([])
  await expect(commandRun(foreign, leafId, approve)).rejects.toMatchObject({ code: 'not-found' })
  const looking = { ...bed.actor, role: 'viewer' as const, memberId: viewer.memberId, id: viewer.userId }
  await expect(commandRun(looking, leafId, approve)).rejects.toMatchObject({ code: 'forbidden' })
  expect((await bed.events(leafId)).filter(({ type }) => type === 'tool-started')).toEqual([])

  await commandRun(bed.actor, leafId, approve)
  const state = await bed.ended(root)
  expect(state.end?.result).toContain('leaf:')
  expect((await listApprovals(bed.actor, {})).approvals).toEqual([])
  expect((await bed.events(leafId)).filter(({ type }) => type === 'tool-started')).toHaveLength(1)
})
