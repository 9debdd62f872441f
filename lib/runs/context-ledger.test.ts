import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { counterRate } from '../usage/counter-rate'
import type { Cost, PriceRow, UsageRecord } from '../usage/schema'
import { contextLedger } from './context-ledger'
import type { LogWriter } from './fixtures/log-writer'
import { inputMicrosOf, inputTokensOf } from './input-cost'
import type { RunState } from './run-state'
import { beginRun, stateOf } from './testing/short-log'

const price: PriceRow = {
  source: 'test',
  model: 'm',
  perMillion: {
    input_mtok: 5,
    cache_read_mtok: 0.5,
    cache_write_mtok: 6.25,
    cache_write_1h_mtok: 10,
    output_mtok: 25,
  },
}
const tools = [
  { name: 'bash', size: 600 },
  { name: 'read', size: 400 },
]

function costOf(usage: UsageRecord, row: PriceRow | null): Cost {
  const keys = Object.keys(usage) as (keyof UsageRecord)[]
  const sum = keys.reduce((all, key) => all + usage[key] * ((row && counterRate(row, key)) ?? 0), 0)
  return { micros: row ? Math.round(sum) : null, price: row, reportedMicros: null }
}

interface Turn {
  usage: UsageRecord
  row: PriceRow | null
  tool: string
  output: string
  fails?: boolean
}

/** One step: a call that may fail after having used something, an answer with one call of a tool, its result. */
function turn(log: LogWriter, { usage, row, tool, output, fails = false }: Turn): void {
  log.call()
  const step = stateOf(log).steps.length
  if (fails) {
    const error = { code: 'overloaded' as const, message: 'Busy.', retryable: true }
    log.append({
      type: 'model-failed',
      data: { step, callId: `model_${step}`, error, usage, cost: costOf(usage, row) },
    })
    const again = { step, callId: `again_${step}`, attempt: 2, prefixHash: '', messages: step * 2 }
    log.append({ type: 'model-called', data: again })
  }
  const callId = `call_${step}`
  log.append({
    type: 'model-replied',
    data: {
      step,
      callId: `model_${step}`,
      parts: [
        { type: 'text', text: `Step ${step}.` },
        { type: 'tool-call', callId, name: tool, input: { path: `file-${step}` } },
      ],
      finishReason: 'tool-calls',
      usage,
      usageReported: true,
      cost: costOf(usage, row),
      timing: { firstOutputMs: 1, totalMs: 1 },
    },
  })
  log.append({ type: 'tool-started', data: { step, callId, name: tool } })
  log.finish(callId, { name: tool, input: {}, output })
}

const usageOf = (inputFresh: number, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0): UsageRecord => ({
  inputFresh,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
  outputText: 20,
  reasoning: 5,
})

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

function callsOf(state: RunState): { usage: UsageRecord; cost: Cost | undefined }[] {
  const attempts = state.steps.flatMap(step => step.attempts)
  return [...attempts, ...state.sideCalls].flatMap(({ usage, cost }) => (usage ? [{ usage, cost }] : []))
}

const count = fc.integer({ min: 0, max: 20_000 })
const turns = fc.array(
  fc.record({
    usage: fc.tuple(count, count, count, count).map(([a, b, c, d]) => usageOf(a + 1, b, c, d)),
    row: fc.constantFrom(price, price, null),
    tool: fc.constantFrom('bash', 'read', 'skill', 'plan'),
    output: fc.integer({ min: 0, max: 5_000 }).map(size => 'x'.repeat(size)),
    fails: fc.boolean(),
    after: fc.constantFrom('nothing', 'nothing', 'message', 'mask', 'summary', 'side'),
  }),
  { minLength: 1, maxLength: 12 },
)

function play(log: LogWriter, list: readonly (Turn & { after: string })[]): void {
  for (const [index, one] of list.entries()) {
    turn(log, one)
    const step = stateOf(log).steps.length
    if (one.after === 'message') log.say(`Message ${index}`)
    if (one.after === 'side') {
      const data = { step, callId: `side_${index}`, purpose: 'summary' as const }
      log.append({ type: 'side-called', data: { ...data, model: 'm' } })
      log.append({
        type: 'side-finished',
        data: { ...data, usage: one.usage, cost: costOf(one.usage, one.row) },
      })
    }
    if (one.after === 'mask' || one.after === 'summary') {
      const base = { step: step + 1, throughStep: step, tokensBefore: 1, tokensAfter: 1, reason: '' }
      const masked = { maskedCallIds: [`call_${step}`], summary: one.after === 'mask' ? null : 'Told.' }
      log.append({ type: 'context-compacted', data: { ...base, ...masked, kind: one.after } })
    }
  }
}

describe('R114: the context ledger', () => {
  test('tokens sum to each call’s input, costs to the ledger’s cost of the input, whatever a run is like', () => {
    fc.assert(
      fc.property(turns, fc.integer({ min: 1, max: 12 }), (list, step) => {
        const log = beginRun()
        play(log, list)
        const state = stateOf(log)
        const ledger = contextLedger(state, tools, step)
        const known = callsOf(state).map(({ usage, cost }) => inputMicrosOf(usage, cost))
        const priced = known.flatMap(micros => (micros === null ? [] : [micros]))
        expect(ledger.unpricedCalls).toBe(known.length - priced.length)
        expect(ledger.inputMicros).toBe(priced.length === 0 ? null : sum(priced))
        expect(sum(ledger.pieces.map(piece => piece.micros ?? 0))).toBe(sum(priced))
        expect(sum(ledger.pieces.map(piece => piece.sentTokens))).toBe(
          sum(callsOf(state).map(({ usage }) => inputTokensOf(usage))),
        )
        expect(sum(ledger.pieces.map(piece => piece.tokens))).toBe(ledger.calls[ledger.at]?.input)
        expect(ledger.calls[ledger.at]?.step).toBe(Math.min(step, list.length))
        for (const piece of ledger.pieces)
          expect(
            Number.isInteger(piece.micros ?? 0) && (piece.resentMicros ?? 0) <= (piece.micros ?? 0),
          ).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('a file that is read once and sent again with every call is dear', () => {
    const log = beginRun()
    turn(log, { usage: usageOf(2_000), row: price, tool: 'read', output: 'y'.repeat(36_000) })
    // The file makes up the 9,000 tokens that the second call has more, but for the answer's own few.
    turn(log, { usage: usageOf(0, 2_000, 9_000), row: price, tool: 'bash', output: 'ok' })
    for (let index = 0; index < 10; index += 1)
      turn(log, { usage: usageOf(0, 11_000 + index * 100, 100), row: price, tool: 'bash', output: 'ok' })
    const { pieces } = contextLedger(stateOf(log), tools)
    const file = pieces.find(piece => piece.kind === 'files')
    expect(file).toMatchObject({ label: 'Read file-1', step: 1, sends: 11 })
    expect(file?.tokens).toBeGreaterThan(8_900)
    // Written once at 6.25, read ten times at 0.5 micro-dollars a token.
    const tokens = file?.tokens ?? 0
    expect(Math.abs((file?.micros ?? 0) - tokens * (6.25 + 5))).toBeLessThan(5)
    expect(Math.abs((file?.resentMicros ?? 0) - tokens * 5)).toBeLessThan(5)
    const [dearest] = pieces.toSorted((a, b) => (b.resentMicros ?? 0) - (a.resentMicros ?? 0))
    expect(dearest).toBe(file)
  })

  test('a result that was left out is a pointer from then on', () => {
    const log = beginRun()
    turn(log, { usage: usageOf(2_000), row: price, tool: 'bash', output: 'y'.repeat(8_000) })
    turn(log, { usage: usageOf(4_200), row: price, tool: 'bash', output: 'ok' })
    const base = { step: 3, throughStep: 1, tokensBefore: 4_200, tokensAfter: 2_300, reason: '' }
    log.append({
      type: 'context-compacted',
      data: { ...base, kind: 'mask', maskedCallIds: ['call_1'], summary: null },
    })
    turn(log, { usage: usageOf(2_300), row: price, tool: 'bash', output: 'ok' })
    const tokensAt = (step: number) =>
      contextLedger(stateOf(log), tools, step).pieces.find(piece => piece.key === 'result.call_1')?.tokens ??
      0
    expect(tokensAt(2)).toBeGreaterThan(1_800)
    expect(tokensAt(3)).toBeLessThan(400)
  })

  test('a fork has sent what it sent itself', () => {
    const log = beginRun()
    turn(log, { usage: usageOf(2_000), row: price, tool: 'bash', output: 'ok' })
    log.append({
      type: 'run-forked',
      data: { fromRunId: 'run_0', fromSeq: log.events.length, fromStep: 1, attempt: 2 },
    })
    turn(log, { usage: usageOf(100, 2_000), row: price, tool: 'bash', output: 'ok' })
    const { calls, pieces } = contextLedger(stateOf(log), tools)
    expect(calls.map(call => call.input)).toEqual([2_100])
    expect(pieces.map(piece => piece.sends)).toEqual(pieces.map(() => 1))
  })

  test('before the first call there is nothing', () => {
    expect(contextLedger(stateOf(beginRun()), tools)).toEqual({
      calls: [],
      at: -1,
      pieces: [],
      inputMicros: null,
      unpricedCalls: 0,
    })
  })
})
