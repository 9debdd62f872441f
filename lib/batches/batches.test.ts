import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { placeTemplate, settled } from '../starts/testing/place-template'
import { createBatch, repeatBatch, stopBatch, updateBatch } from './change-batch'
import { readBatch } from './repository'
import { createBatchInput } from './schema'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
  await bed.startWorker()
})
afterAll(() => bed.close())

test('a batch keeps its limit, shows results, and runs again what failed (R86, R87)', async () => {
  const made = await placeTemplate(bed, 'Score', 'Batch row {{place}}')
  let live = 0
  let most = 0
  bed.server.respond(async exchange => {
    if (!JSON.stringify(exchange.body).includes('Batch row')) return { reply: { text: 'Done.' } }
    live += 1
    most = Math.max(most, live)
    await new Promise(resolve => setTimeout(resolve, 60))
    live -= 1
    return { reply: { text: '{"score": 7}', usage: { input: 10, output: 2 } } }
  })
  await expect(
    createBatch(bed.actor, createBatchInput.parse({ name: 'Bad', template: made.id, csv: 'place,x\nA,1' })),
  ).rejects.toMatchObject({ message: 'Row 1: There is no input named x.' })
  const csv = `place\n${Array.from({ length: 6 }, (_, row) => `Place ${row}`).join('\n')}`
  const input = createBatchInput.parse({ name: 'Places', template: made.id, csv, concurrency: 2 })
  const { id } = await createBatch(bed.actor, input)
  const ended = await settled(
    () => readBatch(bed.actor, id),
    batch => batch.status === 'ended',
  )
  expect(ended.counts).toEqual({ rows: 6, pending: 0, live: 0, succeeded: 6, failed: 0 })
  expect(most).toBeLessThanOrEqual(2)
  expect(ended.rows.map(row => [row.values.place, row.result, row.runStatus])).toEqual(
    Array.from({ length: 6 }, (_, row) => [`Place ${row}`, '{"score": 7}', 'succeeded']),
  )
  await expect(repeatBatch(bed.actor, id)).rejects.toMatchObject({ details: { refusal: 'nothing-failed' } })

  const stopped = await createBatch(bed.actor, { ...input, name: 'Stopped', concurrency: 1 })
  await stopBatch(bed.actor, stopped.id)
  const halted = await settled(
    () => readBatch(bed.actor, stopped.id),
    batch => batch.counts.live === 0,
  )
  expect(halted.status).toBe('stopped')
  expect(halted.counts.failed + halted.counts.succeeded).toBe(6)
  await repeatBatch(bed.actor, stopped.id)
  const repeated = await settled(
    () => readBatch(bed.actor, stopped.id),
    batch => batch.status === 'ended',
  )
  expect(repeated.counts.succeeded).toBe(6)
})

test('a batch never uses more than its budget (R87)', async () => {
  const gate = Promise.withResolvers<void>()
  bed.server.respond(async () => {
    await gate.promise
    return { reply: { text: 'Done.', usage: { input: 600, output: 300 } } }
  })
  const made = await placeTemplate(bed, 'Thrifty', 'Thrifty row {{place}}')
  const rows = ['A', 'B', 'C', 'D'].map(place => ({ place }))
  const budget = { tokens: 30_000 }
  const { id } = await createBatch(
    bed.actor,
    createBatchInput.parse({ name: 'Capped', template: made.id, rows, concurrency: 4, budget }),
  )
  const counter = async () => {
    const kept = await bed.db.budgetCounter.findFirst({ where: { budget: { scope: 'batch', scopeId: id } } })
    return { spent: Number(kept?.spentTokens), reserved: Number(kept?.reservedTokens) }
  }
  // While the first calls hold what they might use, there is not enough for all.
  await settled(
    () => readBatch(bed.actor, id),
    batch => batch.rows.some(row => row.runStatus === 'waiting'),
  )
  const held = await counter()
  expect(held.spent).toBe(0)
  expect(held.reserved).toBeGreaterThan(0)
  expect(held.reserved).toBeLessThanOrEqual(budget.tokens)
  gate.resolve()
  await updateBatch(bed.actor, id, { budget: { tokens: 10_000_000 } })
  const ended = await settled(
    () => readBatch(bed.actor, id),
    batch => batch.status === 'ended',
  )
  expect(ended.counts.succeeded).toBe(4)
  expect(await counter()).toEqual({ spent: ended.tokens, reserved: 0 })
})
