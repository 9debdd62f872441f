// Runs that were held for want of a model or a key, with a real worker and a real model server.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../accounts/actor'
import { insertWorkspace } from '../accounts/repository'
import { setDefaultModel } from '../agents/change-agent'
import { installDefaultAgent } from '../agents/repository'
import { inTransaction } from '../db/transaction'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import type { Answer, Exchange } from '../engine/testing/model-server'
import { connectProvider, disconnectProvider, updateProvider } from '../providers/connect-provider'
import { closeProviderConnections } from '../providers/provider-fetch'
import { listProviders } from '../providers/repository'
import { createTask } from '../tasks/create-task'
import { createTaskInput } from '../tasks/schema'
import { resumeHeldRuns } from './resume-held-runs'
import type { RunState } from './run-state'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed(undefined, false)
  await bed.startWorker()
})
afterAll(async () => {
  await closeProviderConnections()
  await bed.close()
})
beforeEach(async () => {
  bed.server.respond(openTo(goodKey))
  for (const { id } of await listProviders(bed.actor)) await disconnectProvider(bed.actor, id)
})

const goodKey = 'sk-good-1234567890'
const list = { raw: { pieces: [JSON.stringify({ data: [{ id: 'lab-model' }] })] } }
const refusal = { raw: { status: 401, pieces: ['{"error":{"message":"no"}}'] } }

/** Lists its model to everybody, and answers calls with this key only. */
function openTo(key: string) {
  return ({ path, headers }: Exchange): Answer => {
    if (path.endsWith('/models')) return list
    return headers.authorization === `Bearer ${key}`
      ? { reply: { text: 'Done.', usage: { input: 10, output: 1 } } }
      : refusal
  }
}

const connect = (apiKey = goodKey) =>
  connectProvider(bed.actor, { vendor: 'openai-compatible', name: 'Lab', baseUrl: bed.server.url, apiKey })

const waitsFor = (what: string) => (state: RunState) => state.waiting?.for === what
const kinds = async (runId: string) => (await bed.events(runId)).map(event => event.type)

test('a run without a model waits, and starts when a default is chosen', async () => {
  const runId = await bed.assign('Do it.')
  await bed.until(runId, waitsFor('model'))
  await connect()
  // What was found is not chosen: nobody has said that this model may be called.
  expect(await bed.until(runId, () => true)).toMatchObject({ status: 'waiting', model: null })
  await setDefaultModel(bed.actor, 'lab:lab-model')
  expect(await bed.ended(runId)).toMatchObject({
    status: 'succeeded',
    model: { spec: 'Lab:lab-model', vendor: 'openai-compatible' },
    end: { result: 'Done.' },
  })
  const types = await kinds(runId)
  expect(types.slice(0, 6)).toEqual([
    'run-created',
    'run-claimed',
    'run-waiting',
    'model-changed',
    'run-resumed',
    'run-claimed',
  ])
})

test('with a default there is nothing to wait for', async () => {
  await connect()
  await setDefaultModel(bed.actor, 'Lab:lab-model')
  const runId = await bed.assign('Do it.')
  expect(await bed.ended(runId)).toMatchObject({ status: 'succeeded', model: { spec: 'Lab:lab-model' } })
  expect(await kinds(runId)).not.toContain('model-changed')
})

test('a run that waits for a key goes on with the new one at once', async () => {
  const { id } = await connect('sk-stale-1234567890')
  await setDefaultModel(bed.actor, 'Lab:lab-model')
  const runId = await bed.assign('Do it.')
  await bed.until(runId, waitsFor('credentials'))
  // No pause: the worker must not go on with the key that it opened a moment ago.
  await updateProvider(bed.actor, id, { apiKey: goodKey })
  expect(await bed.ended(runId)).toMatchObject({ status: 'succeeded' })
  const types = await kinds(runId)
  expect(types.filter(type => type === 'run-waiting')).toHaveLength(1)
  expect(types).toContain('run-resumed')
})

test('a provider that was removed and connected again under its name takes its runs back', async () => {
  const first = await connect('sk-stale-1234567890')
  await setDefaultModel(bed.actor, 'Lab:lab-model')
  const runId = await bed.assign('Do it.')
  await bed.until(runId, waitsFor('credentials'))
  await disconnectProvider(bed.actor, first.id)
  const second = await connect()
  expect(await bed.ended(runId)).toMatchObject({
    status: 'succeeded',
    model: { spec: 'Lab:lab-model', providerId: second.id },
  })
})

test('another provider moves nothing, nor does one that is mended elsewhere', async () => {
  await connect('sk-stale-1234567890')
  await setDefaultModel(bed.actor, 'Lab:lab-model')
  const runId = await bed.assign('Do it.')
  await bed.until(runId, waitsFor('credentials'))
  const other = await connectProvider(bed.actor, {
    vendor: 'openai-compatible',
    name: 'Other',
    baseUrl: bed.server.url,
  })
  expect(await resumeHeldRuns(bed.actor, other)).toBe(0)

  const stranger = await newOwner()
  const { run } = await createTask(stranger, createTaskInput.parse({ instructions: 'Theirs.' }))
  const theirs = run?.id ?? ''
  await bed.until(theirs, waitsFor('model'))
  await setDefaultModel(bed.actor, 'Other:lab-model')
  expect(await bed.until(theirs, () => true)).toMatchObject({ status: 'waiting', model: null })
  expect(await bed.until(runId, () => true)).toMatchObject({ status: 'waiting' })
})

async function newOwner(): Promise<Actor> {
  const workspaceId = await inTransaction(async tx => {
    const id = await insertWorkspace(tx, 'Elsewhere')
    await installDefaultAgent(tx, id)
    return id
  })
  return { ...bed.actor, id: 'user_eve', name: 'Eve', memberId: 'member_eve', workspaceId }
}
