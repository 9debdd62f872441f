import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../../engine/testing/engine-bed'
import { assertPresent } from '../../shared/assert'
import { newId } from '../../shared/id'
import type { Cost, UsageRecord } from '../../usage/schema'
import type { EventDraft } from '../events'
import { foldRun } from '../fold'
import { projectRun } from '../projection'
import { placeEvents } from './place-events'
import { loadRunState, type UsageEntry, writeEvents } from './repository'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(() => bed.close())

const count = fc.integer({ min: 0, max: 2_000_000 })
const usage: fc.Arbitrary<UsageRecord> = fc.record({
  inputFresh: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  outputText: count,
  reasoning: count,
})
const cost: fc.Arbitrary<Cost> = fc.record({
  micros: fc.option(fc.integer({ min: 0, max: 50_000_000 })),
  price: fc.constant(null),
  reportedMicros: fc.option(fc.integer({ min: 0, max: 50_000_000 })),
})
/** One model call: answered, failed with tokens used, failed before any, or lost with its worker. */
const call = fc.record({
  outcome: fc.constantFrom('replied', 'failed', 'refused', 'lost'),
  usage,
  cost,
  ownCommit: fc.boolean(),
})
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

const actor = { kind: 'worker' as const, id: 'one', name: 'Worker' }

interface Entry {
  draft: EventDraft
  usage?: UsageEntry
}

function entriesOf(made: Call[]): Entry[][] {
  let step = 1
  let attempt = 0
  return made.map(({ outcome, usage, cost }) => {
    attempt += 1
    const callId = newId('call')
    const called: Entry = {
      draft: { type: 'model-called', actor, data: { step, callId, attempt, prefixHash: '', messages: 1 } },
    }
    const row: UsageEntry = {
      id: newId('usage'),
      callId,
      step,
      at: new Date().toISOString(),
      vendor: 'openai',
      model: 'm',
      responseModel: null,
      usage,
      cost,
      waste: outcome === 'failed' ? 'network' : null,
      scripted: false,
      tools: [],
      skillVersions: [],
      purpose: 'step',
      reported: true,
    }
    const error = { code: 'network' as const, message: 'cut', retryable: true }
    if (outcome === 'lost') return [called]
    if (outcome === 'refused')
      return [called, { draft: { type: 'model-failed', actor, data: { step, callId, error } } }]
    if (outcome === 'failed')
      return [
        called,
        { draft: { type: 'model-failed', actor, data: { step, callId, error, usage, cost } }, usage: row },
      ]
    const timing = { firstOutputMs: 1, totalMs: 1 }
    const data = {
      step,
      callId,
      parts: [],
      finishReason: 'stop' as const,
      usage,
      usageReported: true,
      cost,
      timing,
    }
    step += 1
    attempt = 0
    return [called, { draft: { type: 'model-replied', actor, data }, usage: row }]
  })
}

async function append(runId: string, entries: Entry[]): Promise<void> {
  if (entries.length === 0) return
  const state = assertPresent(await loadRunState(bed.db, runId), 'state')
  const events = placeEvents(
    runId,
    state.seq,
    entries.map(entry => entry.draft),
    new Date().toISOString(),
  )
  const next = assertPresent(foldRun(state, events), 'state')
  await writeEvents(
    bed.db,
    next,
    events,
    entries.flatMap(entry => entry.usage ?? []),
  )
}

test('R26: the run’s row, the sum of its ledger and the fold of its log are one figure', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 12 }), async made => {
      const runId = await bed.assign('Count.')
      let pending: Entry[] = []
      for (const [index, entries] of entriesOf(made).entries()) {
        pending.push(...entries)
        if (!made[index]?.ownCommit) continue
        await append(runId, pending)
        pending = []
      }
      await append(runId, pending)
      const state = assertPresent(await loadRunState(bed.db, runId), 'state')
      const rows = await bed.db.usage.findMany({ where: { runId } })
      const sum = (key: keyof UsageRecord): number => rows.reduce((total, row) => total + row[key], 0)
      const ledger = {
        inputTokens: sum('inputFresh') + sum('cacheRead') + sum('cacheWrite5m') + sum('cacheWrite1h'),
        cacheReadTokens: sum('cacheRead'),
        cacheWriteTokens: sum('cacheWrite5m') + sum('cacheWrite1h'),
        outputTokens: sum('outputText') + sum('reasoning'),
        reasoningTokens: sum('reasoning'),
        costMicros: rows.reduce((total, row) => total + Number(row.costMicros ?? 0), 0),
        pricedCalls: rows.filter(row => row.costMicros !== null).length,
        unpricedCalls: rows.filter(row => row.costMicros === null).length,
      }
      expect(projectRun(state)).toMatchObject(ledger)
      const row = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
      expect({ ...row, costMicros: Number(row.costMicros) }).toMatchObject(ledger)
      expect(rows).toHaveLength(
        made.filter(({ outcome }) => outcome === 'replied' || outcome === 'failed').length,
      )
    }),
    { numRuns: 12 },
  )
})
