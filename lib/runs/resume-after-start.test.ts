// Runs that were held until Reef was started anew with what they wait for: workers as processes, with environments of their own.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import type { Answer, Exchange } from '../engine/testing/model-server'
import { startWorkerProcess, type WorkerProcess } from '../engine/testing/worker-process'

let bed: EngineBed
let worker: WorkerProcess | undefined
beforeAll(async () => {
  bed = await openEngineBed(undefined, false)
  bed.server.respond(openToGoodKey)
})
afterAll(async () => {
  await stop()
  await bed.close()
})

const goodKey = 'sk-good-1234567890'
const list = { raw: { pieces: [JSON.stringify({ data: [{ id: 'lab-model' }] })] } }
const refusal = { raw: { status: 401, pieces: ['{"error":{"message":"no"}}'] } }

function openToGoodKey({ path, headers }: Exchange): Answer {
  if (headers.authorization !== `Bearer ${goodKey}`) return refusal
  return path.endsWith('/models') ? list : { reply: { text: 'Done.', usage: { input: 10, output: 1 } } }
}

/** Starts Reef's worker as `npm start` would with these variables. */
async function restart(variables: Record<string, string>): Promise<void> {
  await stop()
  Object.assign(process.env, variables)
  worker = await startWorkerProcess(bed.db)
}

async function stop(): Promise<void> {
  worker?.kill('SIGTERM')
  await worker?.exited
}

test('R33: a run that waits for a model, and then for its key, goes on when Reef is started with them', async () => {
  await restart({})
  const runId = await bed.assign('Do it.')
  await bed.until(runId, state => state.waiting?.for === 'model')

  const address = { OPENAI_BASE_URL: `${bed.server.url}/v1`, REEF_MODEL: 'openai:lab-model' }
  await restart({ ...address, OPENAI_API_KEY: 'sk-stale-1234567890' })
  await bed.until(runId, state => state.waiting?.for === 'credentials')

  // A start that brings nothing new asks the provider, and leaves the run where it is.
  await restart({})
  const asked = bed.server.exchanges.length
  await expect.poll(() => bed.server.exchanges.length, { timeout: 45_000 }).toBeGreaterThan(asked)

  await restart({ OPENAI_API_KEY: goodKey })
  expect(await bed.ended(runId)).toMatchObject({ status: 'succeeded', end: { result: 'Done.' } })
  const events = await bed.events(runId)
  expect(events.filter(event => event.type === 'run-waiting').map(event => event.data.for)).toEqual([
    'model',
    'credentials',
  ])
  const resumed = events.filter(event => event.type === 'run-resumed')
  expect(resumed.map(event => [event.actor.kind, event.data.reason])).toEqual([
    ['reef', 'A model was chosen.'],
    ['reef', 'What it waited for is there.'],
  ])
})
