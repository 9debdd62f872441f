import { describe, expect, test } from 'vitest'
import type { Cost, UsageRecord } from '../usage/schema'
import { cacheHistory } from './cache-history'
import type { EventData } from './events'
import type { LogWriter } from './fixtures/log-writer'
import { sampleRecipe } from './testing/sample-log'
import { beginRun, stateOf } from './testing/short-log'

const minute = 60_000
const price = {
  source: 'test',
  model: 'claude',
  perMillion: {
    input_mtok: 5,
    cache_read_mtok: 0.5,
    cache_write_mtok: 6.25,
    cache_write_1h_mtok: 10,
    output_mtok: 25,
  },
}

const claude = {
  ...sampleRecipe.model,
  spec: 'anthropic:claude-opus-5',
  vendor: 'anthropic',
  modelId: 'claude-opus-5',
}
const begin = () => beginRun({ model: claude as typeof sampleRecipe.model })

type Break = Omit<EventData<'prefix-broken'>, 'step' | 'callId'>

/** A call that sent so many tokens, of which some were read and the rest was written. */
function call(
  log: LogWriter,
  input: number,
  read: number,
  broken?: Break,
  paid: Partial<UsageRecord> = {},
): void {
  log.call()
  const step = stateOf(log).steps.length
  const callId = `model_${step}`
  if (broken) log.append({ type: 'prefix-broken', data: { step, callId, ...broken } })
  const usage = {
    inputFresh: 0,
    cacheRead: read,
    cacheWrite5m: input - read,
    cacheWrite1h: 0,
    outputText: 10,
    reasoning: 0,
    ...paid,
  }
  const cost: Cost = { micros: 1, price, reportedMicros: null }
  log.append({
    type: 'model-replied',
    data: {
      step,
      callId,
      parts: [{ type: 'text', text: 'Hm.' }],
      finishReason: 'stop',
      usage,
      usageReported: true,
      cost,
      timing: { firstOutputMs: 1, totalMs: 1 },
    },
  })
}

const bustsOf = (log: LogWriter) => cacheHistory(stateOf(log)).calls.map(one => one.bust)

describe('R112: a lost cache is named and priced', () => {
  test('a run that reads what it sent has none', () => {
    const log = begin()
    call(log, 5_000, 0)
    call(log, 6_000, 5_000)
    call(log, 7_000, 6_000)
    expect(cacheHistory(stateOf(log))).toMatchObject({
      input: 18_000,
      read: 11_000,
      readable: 11_000,
      lostTokens: 0,
      lostMicros: null,
      belowMinimum: null,
      calls: [
        { bust: null, readable: 0 },
        { bust: null, readable: 5_000 },
        { bust: null, readable: 6_000 },
      ],
    })
  })

  test('the lifetime ran out: 40,000 tokens were written again at $6.25 a million that reading sells at $0.50', () => {
    const log = begin()
    call(log, 40_000, 0)
    log.wait(6 * minute)
    call(log, 41_000, 0)
    expect(bustsOf(log)[1]).toEqual({
      cause: 'lifetime',
      lostTokens: 40_000,
      micros: 230_000,
      place: null,
      gapMs: 6 * minute,
      lastsMs: 5 * minute,
    })
  })

  test('an entry that was written for an hour lasts one', () => {
    const log = begin()
    call(log, 40_000, 0, undefined, { cacheWrite5m: 0, cacheWrite1h: 40_000 })
    log.wait(6 * minute)
    call(log, 41_000, 0)
    expect(bustsOf(log)[1]).toMatchObject({ cause: 'provider', lastsMs: 60 * minute })
  })

  test('nothing has changed and little time has passed: the provider dropped it', () => {
    const log = begin()
    call(log, 40_000, 0)
    call(log, 41_000, 2_000)
    expect(bustsOf(log)[1]).toMatchObject({ cause: 'provider', lostTokens: 38_000, micros: 218_500 })
  })

  test.each<[string, Break, string]>([
    ['tools', { message: -1, part: 'tools', was: '[{"name":"ask"', is: '[{"name":"bash"' }, 'tools'],
    ['instructions', { message: -1, part: 'instructions', was: 'Be brief.', is: 'Be kind.' }, 'instructions'],
    [
      'skills',
      { message: -1, part: 'instructions', was: '\n- pdf: reads PDFs', is: '\n- csv: reads tables' },
      'skills',
    ],
    [
      'a clock',
      {
        message: -1,
        part: 'instructions',
        was: 'Now: 2026-11-22T10:00:01Z. Be',
        is: 'Now: 2026-11-22T10:00:07Z. Be',
      },
      'clock',
    ],
    ['an edit', { message: 3, was: '{"text":"one"', is: '{"text":"two"' }, 'edit'],
    ['a compaction', { message: 1, was: 'a', is: 'b', cause: 'compaction' }, 'compaction'],
    ['another model', { message: 0, was: 'a', is: 'b', cause: 'model' }, 'model'],
    ['another version of Reef', { message: -1, was: '', is: '', cause: 'takeover' }, 'takeover'],
  ])('%s', (_name, broken, cause) => {
    const log = begin()
    call(log, 9_000, 0)
    call(log, 10_000, 1_000, broken)
    const { message, part = null, was, is } = broken
    expect(bustsOf(log)[1]).toMatchObject({
      cause,
      lostTokens: 8_000,
      place: was === is ? null : { message, part, was, is },
    })
  })

  test('below the vendor’s minimum nothing is lost, and that is said', () => {
    const log = begin()
    call(log, 300, 0)
    call(log, 450, 0)
    call(log, 600, 0)
    const { belowMinimum, lostTokens } = cacheHistory(stateOf(log))
    expect({ belowMinimum, lostTokens }).toEqual({ belowMinimum: { calls: 2, minimum: 512 }, lostTokens: 0 })
  })

  test('what a fork has taken over is not counted again', () => {
    const log = begin()
    call(log, 5_000, 0)
    call(log, 6_000, 5_000)
    log.append({
      type: 'run-forked',
      data: { fromRunId: 'run_0', fromSeq: log.events.length, fromStep: 2, attempt: 2 },
    })
    call(log, 7_000, 6_000)
    expect(cacheHistory(stateOf(log)).calls.map(one => one.step)).toEqual([3])
  })

  test('a price that is not known stays so', () => {
    const log = begin()
    call(log, 40_000, 0)
    log.call().reply([{ type: 'text', text: 'x' }])
    expect(cacheHistory(stateOf(log)).lostMicros).toBeNull()
  })
})
