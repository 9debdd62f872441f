import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRunQueue, type RunQueue } from '../../queue/run-queue'
import { type EngineBed, openEngineBed } from '../testing/engine-bed'
import { beginPulse, countLiveWorkers, isWorkerAlive, registerWorker, sweepDeadWorkers } from './repository'

let bed: EngineBed
let queue: RunQueue
beforeAll(async () => {
  bed = await openEngineBed()
  queue = await openRunQueue(bed.url, 'sender')
})
afterAll(async () => {
  await queue.close()
  await bed.close()
})

async function begin(id: string): Promise<Client> {
  const client = new Client({ connectionString: bed.url })
  await client.connect()
  await registerWorker(client, { id, host: 'here', pid: 1, version: '0', slots: 1 })
  beginPulse(client, () => undefined)
  return client
}

test('a worker that has just begun is not taken for dead by those who sweep meanwhile', async () => {
  let sweeping = true
  const sweepers = ['a', 'b'].map(async id => {
    while (sweeping) await sweepDeadWorkers(bed.db, id, queue)
  })
  const ids = Array.from({ length: 8 }, (_, index) => `worker_${index}`)
  const clients: Client[] = []
  for (const id of ids) clients.push(await begin(id))
  sweeping = false
  await Promise.all(sweepers)
  expect(await countLiveWorkers(bed.db)).toBe(ids.length)
  expect(await Promise.all(ids.map(id => isWorkerAlive(bed.db, id)))).toEqual(ids.map(() => true))
  await Promise.all(clients.map(client => client.end()))
  await sweepDeadWorkers(bed.db, 'a', queue)
  expect(await bed.db.worker.count()).toBe(0)
})
