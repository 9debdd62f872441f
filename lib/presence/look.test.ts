import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../accounts/actor'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { closeRunHub, runHub } from '../runs/hub'
import { lookAtRun } from './look'
import { lookLastsMs } from './rules'

let bed: EngineBed
let grace: Actor
beforeAll(async () => {
  bed = await openEngineBed()
  grace = { ...bed.actor, id: 'user_grace', name: 'Grace' }
})
afterAll(async () => {
  await closeRunHub()
  await bed.close()
})

const names = async (actor: Actor, runId: string, look: { tab: string; leaving?: boolean }) =>
  (await lookAtRun(actor, runId, look)).viewers.map(({ name }) => name)

test('R76: who looks is seen by the others, once, until they leave or fall silent; the log knows nothing of it', async () => {
  const runId = await bed.assign('Be watched.')
  const before = await bed.events(runId)
  const heard: string[] = []
  const stop = (await runHub()).watchWorkspace(bed.actor.workspaceId, {
    onMoved: () => undefined,
    onViewers: moved => void heard.push(moved),
  })
  expect(await names(bed.actor, runId, { tab: 'tab-ada-1' })).toEqual(['Ada'])
  expect(await names(bed.actor, runId, { tab: 'tab-ada-2' })).toEqual(['Ada'])
  expect(await names(grace, runId, { tab: 'tab-grace' })).toEqual(['Ada', 'Grace'])
  expect(await names(grace, runId, { tab: 'tab-grace' })).toEqual(['Ada', 'Grace'])
  await expect.poll(() => heard.length).toBe(3)
  stop()

  // Another person's tab cannot be taken over, nor taken away.
  expect(await names(grace, runId, { tab: 'tab-ada-1', leaving: true })).toEqual(['Ada', 'Grace'])
  expect(await names(bed.actor, runId, { tab: 'tab-ada-1', leaving: true })).toEqual(['Ada', 'Grace'])
  expect(await names(bed.actor, runId, { tab: 'tab-ada-2', leaving: true })).toEqual(['Grace'])

  const long = new Date(Date.now() - lookLastsMs - 1)
  await bed.db.runViewer.updateMany({ data: { seenAt: long } })
  expect(await names(bed.actor, runId, { tab: 'tab-ada-1' })).toEqual(['Ada'])
  expect(await bed.db.runViewer.count()).toBe(1)

  const token: Actor = { ...bed.actor, kind: 'token', id: 'token_1', name: 'Nightly' }
  expect(await names(token, runId, { tab: 'tab-token' })).toEqual(['Ada'])
  expect(await bed.events(runId)).toEqual(before)
  await expect(
    lookAtRun({ ...grace, workspaceId: 'elsewhere' }, runId, { tab: 'tab-x-123' }),
  ).rejects.toMatchObject({
    code: 'not-found',
  })
})
