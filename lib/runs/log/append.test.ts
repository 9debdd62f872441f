import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../../engine/testing/engine-bed'
import { assertPresent } from '../../shared/assert'
import { createWebhook } from '../../webhooks/create-webhook'
import type { EventDraft } from '../events'
import { foldRun } from '../fold'
import { appendToMany } from './many/repository'
import { placeEvents } from './place-events'
import { loadRunState, SequenceConflict, type UsageEntry, writeEvents } from './repository'

let bed: EngineBed
beforeAll(async () => {
  process.env.REEF_WEBHOOK_PRIVATE = '127.0.0.1:*'
  bed = await openEngineBed()
})
afterAll(() => bed.close())

const actor = { kind: 'worker' as const, id: 'worker_1', name: 'Worker' }
const end: EventDraft = {
  type: 'run-ended',
  actor,
  data: { status: 'succeeded', reason: 'answered', message: 'Done.', result: 'Late.' },
}
const usage: UsageEntry = {
  id: 'usage_late',
  callId: 'call_late',
  step: 1,
  at: new Date().toISOString(),
  vendor: 'openai',
  model: 'test',
  responseModel: null,
  usage: { inputFresh: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, outputText: 1, reasoning: 0 },
  cost: { micros: 1, price: null, reportedMicros: null },
  waste: null,
  scripted: false,
  tools: [],
  skillVersions: [],
  purpose: 'step',
  reported: true,
}

test('R2: an append to a log that has moved leaves nothing behind: no event, no row, no ledger, no word outside', async () => {
  await createWebhook(bed.actor, { name: 'Chat', url: 'http://127.0.0.1:9/', events: ['run.ended'] })
  const runId = await bed.assign('Be late.')
  const seen = assertPresent(await loadRunState(bed.db, runId), 'state')
  const at = new Date().toISOString()
  const place = (drafts: EventDraft[]) => {
    const events = placeEvents(runId, seen.seq, drafts, at)
    return { events, next: assertPresent(foldRun(seen, events), 'state') }
  }
  const word = place([{ type: 'message-received', actor, data: { messageId: 'm', text: 'First.' } }])
  await writeEvents(bed.db, word.next, word.events)
  const stored = () =>
    Promise.all([
      bed.db.event.findMany({ where: { runId } }),
      bed.db.run.findUniqueOrThrow({ where: { id: runId } }),
      bed.db.task.findMany(),
      bed.db.usage.count(),
      bed.db.webhookDelivery.count(),
    ])
  const before = await stored()
  const late = place([end])
  await expect(writeEvents(bed.db, late.next, late.events, [usage])).rejects.toThrow(SequenceConflict)
  await expect(bed.db.$transaction(tx => appendToMany(tx, [late]))).rejects.toThrow()
  expect(await stored()).toEqual(before)
})
