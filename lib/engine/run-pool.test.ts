import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '../db/client'
import { runQueue } from '../queue/sender'
import { commandRun } from '../runs/command-run'
import { NewsDesk } from '../runs/news'
import { readRunEvents } from '../runs/repository'
import { newId } from '../shared/id'
import { openRealServices } from './real-services'
import { RunPool } from './run-pool'
import { SwitchBoard } from './switch-board'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { startWorker } from './worker'
import { sweepLostWakeUps } from './workers/repository'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  // The sample would take a slot.
  for (const { id } of await bed.db.run.findMany()) await commandRun(bed.actor, id, { type: 'stop' })
})
afterAll(() => bed.close())

test('a full worker takes no more than it has room for, and leaves the rest to one that has some', async () => {
  const options = { keepDatabase: true, slots: 1 }
  const gate = Promise.withResolvers<void>()
  bed.server.respond(async () => {
    await gate.promise
    return { reply: { text: 'Done.' } }
  })
  const atWork = async (): Promise<(string | null)[]> => {
    const rows = await bed.db.run.findMany({ where: { status: 'running' }, select: { workerId: true } })
    return rows.map(row => row.workerId)
  }
  const full = await startWorker(bed.url, options)
  const runs = await Promise.all(['one', 'two', 'three'].map(name => bed.assign(name)))
  await vi.waitFor(async () => expect(await atWork()).toHaveLength(1), { timeout: 45_000 })
  // Longer than the full one needs to fetch every wake-up there is.
  await new Promise(resolve => setTimeout(resolve, 1_000))
  expect(await atWork()).toHaveLength(1)
  const free = await startWorker(bed.url, options)
  await vi.waitFor(async () => expect(new Set(await atWork()).size).toBe(2), { timeout: 45_000 })
  gate.resolve()
  for (const runId of runs) expect((await bed.ended(runId)).end?.result).toBe('Done.')
  await Promise.all([full.stop(), free.stop()])
})

/** Writes a log entry of a version that this Reef cannot read, as a newer one would. */
async function spoil(runId: string, version: number): Promise<void> {
  await bed.db.event.updateMany({ where: { runId, seq: 1 }, data: { version } })
}

const rowOf = (runId: string) =>
  bed.db.run.findUniqueOrThrow({
    where: { id: runId },
    select: { status: true, waitingFor: true, reason: true, workerId: true },
  })

const wakeUpsOf = async (runId: string): Promise<{ state: string }[]> =>
  await bed.db
    .$queryRaw`SELECT state::text FROM pgboss.job WHERE data->>'runId' = ${runId} ORDER BY created_on`

test('R32: a run whose log cannot be read is set aside once, says why, and goes on when it can be read', async () => {
  bed.server.respond(() => ({ reply: { text: 'Done.' } }))
  const runId = await bed.assign('Unreadable.')
  await spoil(runId, 99)
  const worker = await startWorker(bed.url, { keepDatabase: true })
  await vi.waitFor(async () => expect(await rowOf(runId)).toMatchObject({ status: 'waiting' }), {
    timeout: 45_000,
  })
  expect(await rowOf(runId)).toEqual({
    status: 'waiting',
    waitingFor: null,
    reason:
      'The log of this run cannot be read: event 1 (run-created) does not fit: Event version 99 is newer than this Reef. It is kept as it is.',
    workerId: null,
  })
  await expect(commandRun(bed.actor, runId, { type: 'resume' })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('cannot be read'),
  })
  // Whoever opens its page is told, also where the stream would begin after the event in question.
  await expect(readRunEvents(bed.actor, runId, 1)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('cannot be read'),
  })
  // Longer ago than any wake-up takes: the sweep for lost ones looks at it, and must leave it.
  await bed.db.run.update({ where: { id: runId }, data: { lastEventAt: new Date(Date.now() - 60_000) } })
  await sweepLostWakeUps(bed.db, await runQueue())
  await vi.waitFor(async () => expect(await wakeUpsOf(runId)).toEqual([{ state: 'completed' }]), {
    timeout: 45_000,
  })
  await worker.stop()

  await spoil(runId, 1)
  const newer = await startWorker(bed.url, { keepDatabase: true })
  expect((await bed.ended(runId)).end?.result).toBe('Done.')
  expect(await rowOf(runId)).toMatchObject({ status: 'succeeded' })
  await newer.stop()
})

test('a run whose time of waiting is over while every slot is taken stands in line, and goes on first', async () => {
  const gate = Promise.withResolvers<void>()
  let calls = 0
  bed.server.respond(async exchange => {
    if (JSON.stringify(exchange.body).includes('Try again.')) {
      calls += 1
      const headers = { 'retry-after': '4' }
      if (calls === 1) return { raw: { status: 429, headers, pieces: ['{"error":{"message":"slow"}}'] } }
    } else await gate.promise
    return { reply: { text: 'Done.' } }
  })
  const worker = await startWorker(bed.url, { keepDatabase: true, slots: 1 })
  const retried = await bed.assign('Try again.')
  const other = await bed.assign('Takes the slot.')
  await bed.until(retried, state => state.status === 'waiting')
  await bed.until(other, state => state.status === 'running')
  const behind = await bed.assign('Comes later.')
  await bed.until(retried, state => state.status === 'queued')
  gate.resolve()
  for (const runId of [other, retried, behind]) await bed.ended(runId)
  const { startedAt } = await bed.db.run.findUniqueOrThrow({ where: { id: behind } })
  expect((await bed.ended(retried)).claimedAt).toSatisfy(at => Date.parse(String(at)) <= Number(startedAt))
  await worker.stop()
})

/** A database whose next answer to a raw query is held back until the gate opens. */
function slowOnce(db: Database): { db: Database; answered: Promise<void>; open: () => void } {
  const answered = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  let isFirst = true
  const query = async (...given: Parameters<Database['$queryRaw']>): Promise<unknown> => {
    const mine = isFirst
    isFirst = false
    const rows = await db.$queryRaw(...given)
    if (mine) {
      answered.resolve()
      await gate.promise
    }
    return rows
  }
  const get = (_: Database, key: string | symbol): unknown =>
    key === '$queryRaw' ? query : Reflect.get(db, key)
  return { db: new Proxy(db, { get }), answered: answered.promise, open: gate.resolve }
}

test('R20: a look into the line that is older than a claim does not begin the run a second time', async () => {
  const reply = Promise.withResolvers<void>()
  bed.server.respond(async () => {
    await reply.promise
    return { reply: { text: 'Done.' } }
  })
  const services = await openRealServices({
    workerId: newId('worker'),
    budgetNews: { version: 1 },
    switches: new SwitchBoard(bed.db, () => {}),
    db: bed.db,
    queue: await runQueue(),
    news: new NewsDesk(async () => {}),
    isWatched: () => false,
    silence: undefined,
  })
  const slow = slowOnce(bed.db)
  const pool = new RunPool({ ...services, db: slow.db }, 4)
  const runId = await bed.assign('Once.')
  const filled = pool.fill()
  await slow.answered
  await pool.take(runId)
  slow.open()
  await filled
  reply.resolve()
  expect((await bed.ended(runId)).end?.result).toBe('Done.')
  await pool.drain()
  const types = (await bed.events(runId)).map(event => event.type)
  expect(types).toEqual(['run-created', 'run-claimed', 'model-called', 'model-replied', 'run-ended'])
})
