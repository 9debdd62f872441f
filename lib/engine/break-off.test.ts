import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, script, usage } from './testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

/** The database refuses events of a kind, as a full disk or a fault of ours would, until it is mended. */
async function refuse(type: string): Promise<() => Promise<void>> {
  await bed.db.$executeRawUnsafe(
    `ALTER TABLE "Event" ADD CONSTRAINT refused CHECK ("type" <> '${type}') NOT VALID`,
  )
  return async () => {
    await bed.db.$executeRawUnsafe(`ALTER TABLE "Event" DROP CONSTRAINT refused`)
  }
}

test('R30: a run whose worker fails says so, waits, and goes on once the fault is mended', async () => {
  bed.server.respond(script(bash('echo hello')))
  const mend = await refuse('tool-started')
  const runId = await bed.assign('Try.')
  const waiting = await bed.until(runId, state => state.waiting?.for === 'retry' && state.breaks === 2)
  expect(waiting.waiting?.reason).toMatch(
    /^Something went wrong in Reef itself: .*refused.* It is tried again\.$/s,
  )
  expect(waiting.workerId).toBeNull()
  await mend()
  const state = await bed.ended(runId)
  expect(state.status).toBe('succeeded')
  expect(state.breaks).toBeUndefined()
  const events = await bed.events(runId)
  expect(events.every((event, index) => event.seq === index + 1)).toBe(true)
})

test('R30: a fault that stays ends the run as lost, with its reason; other runs are not touched', async () => {
  bed.server.respond(script(bash('echo hello')))
  const mend = await refuse('tool-finished')
  const runId = await bed.assign('Try in vain.', { budget: { tokens: 500_000 } })
  const state = await bed.until(runId, ({ status }) => status === 'failed')
  expect(state.end).toEqual({
    reason: 'lost',
    message: expect.stringMatching(
      /^Something went wrong in Reef itself, 5 times in a row: .* What was done is kept\.$/s,
    ),
    result: null,
  })
  const [budget] = await bed.db.budgetCounter.findMany({
    where: { budget: { scopeId: state.created.taskId } },
  })
  expect(budget?.reservedTokens).toBe(0n)
  await mend()
  bed.server.respond(() => ({ reply: { text: 'Fine.', usage } }))
  expect((await bed.ended(await bed.assign('Another.'))).end?.result).toBe('Fine.')
})
