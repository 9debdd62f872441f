import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { commandRun } from '../runs/command-run'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { startWorker } from './worker'

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
  await vi.waitFor(async () => expect(await atWork()).toHaveLength(1))
  // Longer than the full one needs to fetch every wake-up there is.
  await new Promise(resolve => setTimeout(resolve, 1_000))
  expect(await atWork()).toHaveLength(1)
  const free = await startWorker(bed.url, options)
  await vi.waitFor(async () => expect(new Set(await atWork()).size).toBe(2), { timeout: 10_000 })
  gate.resolve()
  for (const runId of runs) expect((await bed.ended(runId)).end?.result).toBe('Done.')
  await Promise.all([full.stop(), free.stop()])
})
