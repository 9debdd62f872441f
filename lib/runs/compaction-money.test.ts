import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { UsageRecord } from '../usage/schema'
import { compactionDue } from './compaction'
import { type CompactionForecast, callsToCome, profitOf } from './compaction-money'
import { compactionResult } from './compaction-result'
import type { LogWriter } from './fixtures/log-writer'
import type { RecipeModel } from './recipe'
import { sampleRecipe } from './testing/sample-log'
import { beginRun, stateOf } from './testing/short-log'

const price = {
  source: 'test',
  model: 'm',
  perMillion: { input_mtok: 5, cache_read_mtok: 0.5, cache_write_mtok: 6.25, output_mtok: 25 },
}
const modelOf = (contextTokens: number): RecipeModel => ({
  ...(sampleRecipe.model as RecipeModel),
  spec: 'anthropic:claude-opus-5',
  vendor: 'anthropic',
  modelId: 'claude-opus-5',
  contextTokens,
})
const limits = { ...sampleRecipe.limits, steps: 10_000, outputTokens: 2_000 }

/** A step that sent so many tokens, read what the one before had sent, and whose result is so many characters long. */
function work(log: LogWriter, input: number, read: number, result: number): void {
  log.call()
  const step = stateOf(log).steps.length
  const usage: UsageRecord = {
    inputFresh: 0,
    cacheRead: read,
    cacheWrite5m: input - read,
    cacheWrite1h: 0,
    outputText: 20,
    reasoning: 0,
  }
  const micros = Math.round(read * 0.5 + (input - read) * 6.25 + 20 * 25)
  const callId = `call_${step}`
  log.append({
    type: 'model-replied',
    data: {
      step,
      callId: `model_${step}`,
      parts: [{ type: 'tool-call', callId, name: 'bash', input: { command: `run ${step}` } }],
      finishReason: 'tool-calls',
      usage,
      usageReported: true,
      cost: { micros, price, reportedMicros: null },
      timing: { firstOutputMs: 1, totalMs: 1 },
    },
  })
  log.append({ type: 'tool-started', data: { step, callId, name: 'bash' } })
  log.finish(callId, { name: 'bash', input: {}, output: `${step} ${'y'.repeat(result)}` }).wait(1_000)
}

/** So many steps that add the same each time; the last one leaves the context at about `start + steps × added`. */
function workOn(log: LogWriter, steps: number, added: number, start = 2_000): void {
  for (let index = 0; index < steps; index += 1)
    work(log, start + index * added, index === 0 ? 0 : start + (index - 1) * added, added * 3.5)
}

describe('R116: compaction decides by money', () => {
  test('profit is what all calls to come save, less the rewrite and the summary', () => {
    const change = { removed: 50_000, rewritten: 20_000, summaryInput: 30_000, summaryOutput: 1_500 }
    const prices = { again: 0.5, anew: 6.25, output: 25, inMicros: true }
    // 50,000 × 10 × 0.5, against 20,000 × 5.75 and 30,000 × 6.25 + 1,500 × 25.
    expect(profitOf(change, 10, prices)).toEqual({
      saved: 250_000,
      rewrite: 115_000,
      summary: 225_000,
      profit: -90_000,
    })
    expect(profitOf(change, 14, prices).profit).toBe(10_000)
  })

  test('whatever a run is like: at a loss only where the window leaves no choice, and then it says so', () => {
    const shape = fc.record({
      steps: fc.integer({ min: 4, max: 60 }),
      added: fc.integer({ min: 200, max: 6_000 }),
      window: fc.integer({ min: 20_000, max: 400_000 }),
      left: fc.integer({ min: 1, max: 200 }),
    })
    let made = 0
    fc.assert(
      fc.property(shape, ({ steps, added, window, left }) => {
        const log = beginRun({ model: modelOf(window), limits: { ...limits, steps: steps + left } })
        workOn(log, steps, added)
        const plan = compactionDue(stateOf(log), steps + 1)
        if (!plan) return
        made += 1
        const { profitMicros, forced, calls } = plan.forecast
        expect(forced || (profitMicros ?? -1) > 0).toBe(true)
        expect(calls.least >= 1 && calls.least <= calls.likely && calls.likely <= calls.most).toBe(true)
        expect(calls.most).toBeLessThanOrEqual(left)
        expect(plan.tokensAfter).toBeLessThan(plan.tokensBefore)
      }),
      { numRuns: 60 },
    )
    expect(made).toBeGreaterThan(5)
  })

  test('between the line and the brim a run that is about to end goes on as it is', () => {
    // 164,000 of 198,000: above the line, and the largest turn so far still fits.
    const due = (left: number) => {
      const log = beginRun({ model: modelOf(200_000), limits: { ...limits, steps: 55 + left } })
      workOn(log, 55, 3_000)
      return compactionDue(stateOf(log), 56)
    }
    expect(due(1)).toBeNull()
    expect(due(200)).toMatchObject({ kind: 'mask', forecast: { forced: false } })
  })

  test('a large window is not filled to the line when many calls are to come', () => {
    const log = beginRun({ model: modelOf(1_000_000), limits })
    workOn(log, 90, 3_500)
    const plan = compactionDue(stateOf(log), 91)
    expect(plan).toMatchObject({ kind: 'mask', overflow: false, forecast: { forced: false } })
    const { savedMicros, rewriteMicros, calls } = (plan as { forecast: CompactionForecast }).forecast
    expect(((savedMicros ?? 0) / calls.likely) * calls.least).toBeGreaterThan(2 * (rewriteMicros ?? 0))
  })
})

describe('R117: calls to come', () => {
  test('by the plan, as many for each open step as the done ones took', () => {
    const log = beginRun({ model: modelOf(200_000), limits })
    workOn(log, 12, 100)
    log.plan(1, ['a', 'done'], ['b', 'done'], ['c', 'done'], ['d', 'doing'], ['e', 'todo'])
    expect(callsToCome(stateOf(log))).toEqual({ least: 4, likely: 8, most: 16 })
  })

  test('without a plan as many again as it has made; bounded by steps and by money', () => {
    const log = beginRun({ model: modelOf(200_000), limits })
    workOn(log, 12, 100)
    expect(callsToCome(stateOf(log))).toEqual({ least: 6, likely: 12, most: 24 })
    const few = { ...stateOf(log), limits: { ...limits, steps: 15 } }
    expect(callsToCome(few)).toEqual({ least: 1, likely: 3, most: 3 })
    const state = stateOf(log)
    const recent = state.steps.slice(-10).map(step => step.attempts[0]?.cost?.micros ?? 0)
    const mean = recent.reduce((all, one) => all + one, 0) / recent.length
    const poor = { ...state, budget: { usd: (state.totals.costMicros + 2.5 * mean) / 1e6 } }
    expect(callsToCome(poor).most).toBe(2)
  })
})

describe('R118: profit and loss are settled', () => {
  test('with what the calls after it reported', () => {
    const log = beginRun({ model: modelOf(200_000), limits })
    workOn(log, 10, 5_000)
    const step = 11
    const data = { step, kind: 'mask' as const, throughStep: 6, maskedCallIds: ['call_1'], summary: null }
    log.append({
      type: 'context-compacted',
      data: { ...data, tokensBefore: 52_000, tokensAfter: 22_000, reason: '' },
    })
    expect(compactionResult(stateOf(log), 0)).toBeNull()
    log.wait(1_000)
    work(log, 22_000, 2_000, 100)
    work(log, 22_100, 22_000, 100)
    work(log, 22_200, 22_100, 100)
    // 30,000 fewer in each of three calls at 0.5. Of the 20,000 that were not read 5,000 were new.
    expect(compactionResult(stateOf(log), 0)).toEqual({
      calls: 3,
      removed: 30_000,
      savedMicros: 45_000,
      rewriteMicros: 86_250,
      summaryMicros: 0,
      netMicros: -41_250,
      settled: false,
    })
  })
})
