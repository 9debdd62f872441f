import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { assertPresent } from '../shared/assert'
import { KnownStates } from './known-states'
import { placeEvents } from './log/place-events'
import { appendEvents, loadRunState } from './log/repository'
import { person } from './testing/sample-log'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(() => bed.close())

async function say(runId: string, text: string, at = new Date()): Promise<void> {
  const state = assertPresent(await loadRunState(bed.db, runId), 'state')
  const draft = { type: 'message-received' as const, actor: person, data: { messageId: text, text } }
  await appendEvents(bed.db, state, placeEvents(runId, state.seq, [draft], at.toISOString()))
}

test('R5: what is known and what came since is what the whole log folds to', async () => {
  const runId = await bed.assign('Talk.')
  const states = new KnownStates()
  const first = assertPresent(await states.load(bed.db, runId), 'state')
  const before = structuredClone(first)
  for (const text of ['one', 'two', 'three']) {
    await say(runId, text)
    expect(await states.load(bed.db, runId)).toEqual(await loadRunState(bed.db, runId))
  }
  expect(first).toEqual(before)
  // Nothing new: the same state again, not another of its kind.
  expect(await states.load(bed.db, runId)).toBe(await states.load(bed.db, runId))
})

test('a log that is not the one that was folded is folded anew', async () => {
  const runId = await bed.assign('Talk of something else.')
  const states = new KnownStates()
  await say(runId, 'one', new Date('2026-01-01T10:00:00Z'))
  await states.load(bed.db, runId)
  // A database that was restored to an earlier day and went on from there.
  await bed.db.event.deleteMany({ where: { runId, seq: { gt: 1 } } })
  expect(await states.load(bed.db, runId)).toEqual(await loadRunState(bed.db, runId))
  await say(runId, 'another', new Date('2026-01-02T10:00:00Z'))
  await say(runId, 'and one more', new Date('2026-01-02T10:00:01Z'))
  const state = await states.load(bed.db, runId)
  expect(state).toEqual(await loadRunState(bed.db, runId))
  expect(state?.pendingMessages.map(message => message.text)).toEqual(['another', 'and one more'])
})

test('a run that is not there has no state', async () => {
  expect(await new KnownStates().load(bed.db, 'run_nowhere')).toBeNull()
})
