import { afterAll, beforeAll, expect, test } from 'vitest'
import { placeEvents } from '../runs/log/place-events'
import { appendEvents, loadRunState } from '../runs/log/repository'
import { assertPresent } from '../shared/assert'
import { Journal, Superseded } from './journal'
import { type EngineBed, openEngineBed } from './testing/engine-bed'

const silentNews = { packed: () => [], onCommit: () => {} }

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(() => bed.close())

const worker = { kind: 'worker' as const, id: 'one', name: 'Worker' }
const person = { kind: 'person' as const, id: 'ada', name: 'Ada' }
const intent = {
  type: 'model-called' as const,
  actor: worker,
  data: { step: 1, callId: 'call', attempt: 1, prefixHash: '', messages: 1 },
}

async function openJournal(): Promise<{ runId: string; journal: Journal }> {
  const runId = await bed.assign('Write.')
  const journal = assertPresent(await Journal.open(bed.db, runId, silentNews), 'journal')
  journal.stage({ type: 'run-claimed', actor: worker, data: { workerId: 'one', claimId: journal.claimId } })
  expect(await journal.commit()).toBe(true)
  return { runId, journal }
}

/** Somebody else writes to the log. */
async function append(runId: string, ...drafts: Parameters<typeof placeEvents>[2][number][]): Promise<void> {
  const state = assertPresent(await loadRunState(bed.db, runId), 'state')
  await appendEvents(bed.db, state, placeEvents(runId, state.seq, drafts, new Date().toISOString()))
}

const says = (text: string) => ({
  type: 'message-received' as const,
  actor: person,
  data: { messageId: text, text },
})

test('an intent that meets a moved log is not taken for written, not even when a sync came between', async () => {
  const { runId, journal } = await openJournal()
  await append(runId, says('first'))
  const synced = journal.sync()
  journal.stage(intent)
  const committed = journal.commit()
  await synced
  expect(await committed).toBe(false)
  expect((await bed.events(runId)).map(event => event.type)).toEqual([
    'run-created',
    'run-claimed',
    'message-received',
  ])
  expect(journal.state.seq).toBe(3)
})

test('facts stand behind what came meanwhile, in the log as in the state', async () => {
  const { runId, journal } = await openJournal()
  journal.stage(intent)
  expect(await journal.commit()).toBe(true)
  await append(runId, says('meanwhile'))
  const error = { code: 'network' as const, message: 'cut\0off \ud83d', retryable: true }
  journal.stage({ type: 'model-failed', actor: worker, data: { step: 1, callId: 'call', error } })
  expect(await journal.commit()).toBe(false)
  expect(await loadRunState(bed.db, runId)).toEqual(journal.state)
  expect(journal.state.steps[0]?.attempts[0]?.error?.message).toBe('cut\ufffdoff \ufffd')
})

test.each(['another worker', 'the same worker once more'])(
  'R20: whose run was claimed by %s writes nothing more, neither facts nor intents',
  async who => {
    const { runId, journal } = await openJournal()
    journal.stage(intent)
    await journal.commit()
    await append(runId, {
      type: 'run-claimed',
      actor: worker,
      data: { workerId: who === 'another worker' ? 'two' : 'one', claimId: 'other' },
    })
    const error = { code: 'network' as const, message: 'late', retryable: true }
    journal.stage({ type: 'model-failed', actor: worker, data: { step: 1, callId: 'call', error } })
    await expect(journal.commit()).rejects.toThrow(Superseded)
    await expect(journal.commit()).rejects.toThrow(Superseded)
    expect((await bed.events(runId)).map(event => event.type)).toEqual([
      'run-created',
      'run-claimed',
      'model-called',
      'run-claimed',
    ])
  },
)

test('R1: what is staged while a commit is under way comes into the log with the next one, without a gap', async () => {
  const { runId, journal } = await openJournal()
  journal.stage(intent)
  const first = journal.commit()
  // The commit's statement is on its way to the database.
  await new Promise(resolve => setImmediate(resolve))
  const error = { code: 'network' as const, message: 'cut', retryable: true }
  journal.stage({ type: 'model-failed', actor: worker, data: { step: 1, callId: 'call', error } })
  expect(await first).toBe(true)
  expect(await journal.commit()).toBe(true)
  const events = await bed.events(runId)
  expect(events.map(event => [event.seq, event.type])).toEqual([
    [1, 'run-created'],
    [2, 'run-claimed'],
    [3, 'model-called'],
    [4, 'model-failed'],
  ])
  expect(await loadRunState(bed.db, runId)).toEqual(journal.state)
})

test('after more events than are kept to go back to, dropped intents leave what was committed', async () => {
  const { runId, journal } = await openJournal()
  for (let count = 0; count < 600; count += 1) {
    const data = { messageId: `m${count}`, cause: 'limit' as const, text: 'Note.' }
    journal.stage({ type: 'notice-given', actor: worker, data })
    if (count % 50 === 49) await journal.commit()
  }
  journal.stage(intent)
  journal.dropIntents()
  expect(await loadRunState(bed.db, runId)).toEqual(journal.state)
})
