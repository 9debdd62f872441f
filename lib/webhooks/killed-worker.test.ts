// Workers are killed with a letter in hand: what a receiver hears is whole, signed, and in order.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { startWorkerProcess, type WorkerProcess } from '../engine/testing/worker-process'
import { createWebhook } from './create-webhook'
import { listDeliveries } from './repository'
import { isSigned, type Receiver, startReceiver } from './testing/receiver'

let bed: EngineBed
let receiver: Receiver
const processes: WorkerProcess[] = []

beforeAll(async () => {
  process.env.REEF_WEBHOOK_PRIVATE = '127.0.0.1:*'
  bed = await openEngineBed()
  receiver = await startReceiver()
})
afterAll(async () => {
  for (const each of processes) each.kill('SIGKILL')
  await Promise.all(processes.map(each => each.exited))
  await receiver.close()
  await bed.close()
})

async function start(): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(bed.db)
  processes.push(worker)
  return worker
}

/** Time passes: the lease of whoever died is over. */
const laterOn = () =>
  bed.db.webhookDelivery.updateMany({ where: { status: 'pending' }, data: { dueAt: new Date(0) } })

test('R75: killed in the middle of a delivery, twice: it is made again under its id, and the later ones follow it', async () => {
  bed.server.respond(() => ({ reply: { text: 'Done.' } }))
  const { secret, webhook } = await createWebhook(bed.actor, {
    name: 'Chat',
    url: receiver.url,
    events: ['run.ended'],
  })
  receiver.answer('hang')
  const runs: string[] = []
  const assign = async (name: string) => {
    runs.push(await bed.assign(name))
    await bed.ended(runs.at(-1) ?? '')
  }
  const first = await start()
  await assign('One.')
  // It has the letter in hand: the receiver has read it and says nothing.
  await receiver.letter(1)
  await assign('Two.')
  first.kill('SIGKILL')
  await first.exited

  await laterOn()
  const second = await start()
  await receiver.letter(2)
  await assign('Three.')
  second.kill('SIGKILL')
  await second.exited

  receiver.answer(200)
  await laterOn()
  await start()
  await receiver.letter(5)
  const pending = () => bed.db.webhookDelivery.count({ where: { status: 'pending' } })
  while ((await pending()) > 0) await new Promise(resolve => setTimeout(resolve, 20))

  const told = receiver.received.map(
    ({ body }) => (JSON.parse(body) as { data: { runId: string } }).data.runId,
  )
  const [one, two, three] = runs
  expect(told).toEqual([one, one, one, two, three])
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(3)
  expect(new Set(ids.slice(0, 3)).size).toBe(1)
  expect(receiver.received.map(letter => isSigned(letter, secret))).toEqual(Array(5).fill(true))

  // The log tells of every letter that was sent, and of no other.
  const log = (await listDeliveries(bed.actor, webhook.id, 10)).reverse()
  const endings = log.map(({ attempts }) => attempts.map(({ status, ending }) => status ?? ending))
  expect(endings).toEqual([['lost', 'lost', 200], [200], [200]])
  expect(log.map(({ eventId, status }) => [eventId, status])).toEqual(
    [...new Set(ids)].map(id => [id, 'delivered']),
  )
}, 180_000)
