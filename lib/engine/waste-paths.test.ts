// R106, R145: every way in which a call comes to nothing leaves its row, and the sums over any cut hold them all.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setPrice } from '../prices/list-prices'
import { commandRun } from '../runs/command-run'
import type { RunState } from '../runs/run-state'
import { usageFilter } from '../usage/breakdown'
import { readUsage } from '../usage/repository'
import { readWaste } from '../usage/waste/read-waste'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { type Answer, type Exchange, sse } from './testing/model-server'
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process'

let bed: EngineBed
let processes: WorkerProcess[] = []
beforeAll(async () => {
  bed = await openEngineBed()
  const priced = { vendor: 'openai', kind: 'price', rates: { input: 3, output: 15 } } as const
  await setPrice(bed.actor, { ...priced, model: 'test-model' })
})
afterEach(async () => {
  await bed.stopWorkers()
  for (const each of processes) each.kill('SIGKILL')
  await Promise.all(processes.splice(0).map(each => each.exited))
  processes = []
})
afterAll(() => bed.close())

/** Odd numbers, so that no sum is right by chance. */
const usage = { input: 103, output: 17 }
const say = (text: string): Answer => ({ reply: { text, usage } })
const chunk = (delta: object): string =>
  JSON.stringify({
    ...{ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm' },
    ...choice(delta),
  })
const choice = (delta: object) => ({ choices: [{ index: 0, delta, finish_reason: null }] })

const cutInWords: Answer = { raw: { ...sse([chunk({ content: 'I begin to' })]), ending: 'cut' } }
const cutAtOnce: Answer = { raw: { pieces: [], ending: 'cut' } }
const hanging: Answer = { raw: { ...sse([chunk({ content: 'I begin' })]), ending: 'hang' } }
const busy: Answer = { raw: { status: 503, pieces: ['{"error":{"message":"busy"}}'] } }
const tooLong: Answer = {
  raw: {
    status: 400,
    pieces: ['{"error":{"message":"maximum context length","code":"context_length_exceeded"}}'],
  },
}
const empty: Answer = { reply: { text: '', usage } }
/** All of its output went into thinking. */
const wordless: Answer = { reply: { reasoning: 'Let me think on', finish: 'length', usage } }
const textOf = ({ body }: Exchange): string => JSON.stringify((body as { messages: unknown }).messages)

/** One answer after the other, whatever was asked. */
function inTurn(...answers: Answer[]): void {
  let turn = 0
  bed.server.respond(() => answers[turn++] ?? say('Done.'))
}

interface RowFacts {
  purpose: string
  waste: string | null
  /** Whether the provider said what it used. */
  reported: boolean
  /** Micro-dollars; `known` where they are an estimate, null where nobody knows. */
  micros: number | 'known' | null
}

/** The run's rows in order, and the proof that every sum holds them. */
async function rowsOf(state: RunState): Promise<RowFacts[]> {
  const { runId } = state
  const rows = await bed.db.usage.findMany({ where: { runId }, orderBy: { at: 'asc' } })
  const sumOf = (list: typeof rows) => counters.map(key => list.reduce((sum, row) => sum + row[key], 0))
  const microsOf = (list: typeof rows) => list.reduce((sum, row) => sum + Number(row.costMicros ?? 0n), 0)
  const lost = rows.filter(({ waste }) => waste !== null)
  expect(counters.map(key => state.totals[key])).toEqual(sumOf(rows))
  expect(state.totals.costMicros).toBe(microsOf(rows))
  for (const by of ['run', 'step', 'agent', 'model', 'day'] as const) {
    const { rows: parts, total, waste } = await readUsage(bed.actor, usageFilter.parse({ by, run: runId }))
    const added = counters.map(key => parts.reduce((sum, part) => sum + part.counters[key], 0))
    const wasted = counters.map(key => parts.reduce((sum, part) => sum + part.waste.counters[key], 0))
    expect([by, added, wasted, total.calls]).toEqual([by, sumOf(rows), sumOf(lost), rows.length])
    expect([by, parts.reduce((sum, part) => sum + (part.costMicros ?? 0), 0)]).toEqual([by, microsOf(rows)])
    expect([by, waste.calls, waste.costMicros ?? 0]).toEqual([by, lost.length, microsOf(lost)])
    expect(total.costUnknown).toBe(rows.some(({ costMicros }) => costMicros === null))
    const byCause = Map.groupBy(lost, ({ waste }) => waste ?? '')
    expect(new Map(waste.causes.map(({ key, calls }) => [key, calls]))).toEqual(
      new Map([...byCause].map(([key, list]) => [key, list.length])),
    )
  }
  const report = await readWaste(bed.actor, usageFilter.parse({ run: runId }))
  const told = report.rows.filter(({ kind }) => kind === 'retry' || kind === 'aborted')
  expect(told.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(sumOf(lost).reduce((a, b) => a + b, 0))
  return rows.map(({ purpose, waste, reported, costMicros, ...row }) => {
    if (!reported) expect(row.inputFresh > 100 || costMicros === null).toBe(true)
    return {
      purpose,
      waste,
      reported,
      micros: costMicros === null ? null : reported ? Number(costMicros) : 'known',
    }
  })
}

const counters = [
  'inputFresh',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'outputText',
  'reasoning',
] as const

const paid = usage.input * 3 + usage.output * 15
const good = (purpose: string): RowFacts => ({ purpose, waste: null, reported: true, micros: paid })
const guessed = (purpose: string, waste: string): RowFacts => ({
  purpose,
  waste,
  reported: false,
  micros: 'known',
})
const useless = (purpose: string): RowFacts => ({
  ...{ purpose, waste: 'invalid-response', reported: true, micros: paid },
})

describe('an answer that is asked for again', { timeout: 30_000 }, () => {
  test('is waste with what it has probably used, or with what the provider says; a refused call used nothing', async () => {
    await bed.startWorker()
    inTurn(cutInWords, cutAtOnce, busy, empty, say('Done.'))
    const state = await bed.ended(await bed.assign('Try.', { limits: { attempts: 8 } }))
    expect(state.steps.map(({ attempts }) => attempts.map(({ error }) => error?.code))).toEqual([
      ['network', 'network', 'overloaded', 'invalid-response', undefined],
    ])
    expect(await rowsOf(state)).toEqual([
      guessed('step', 'network'),
      guessed('step', 'network'),
      useless('step'),
      good('step'),
    ])
  })

  test('on a model without a price its cost is unknown, never nothing', async () => {
    await bed.startWorker()
    inTurn(cutInWords, say('Done.'))
    const state = await bed.ended(await bed.assign('Try.', { model: 'openai:unpriced' }))
    expect(await rowsOf(state)).toEqual([
      { ...guessed('step', 'network'), micros: null },
      { ...good('step'), micros: null },
    ])
    expect([state.totals.pricedCalls, state.totals.unpricedCalls]).toEqual([0, 2])
  })
})

test('a call that a person stops is waste', async () => {
  await bed.startWorker()
  const before = bed.server.exchanges.length
  inTurn(hanging)
  const runId = await bed.assign('Hang.')
  const exchange = await arrivedAfter(before)
  await commandRun(bed.actor, runId, { type: 'stop' })
  await exchange.closed
  expect(await rowsOf(await bed.ended(runId))).toEqual([guessed('step', 'aborted')])
})

/** The next request, as soon as it is there. */
async function arrivedAfter(count: number): Promise<Exchange> {
  for (;;) {
    const next = bed.server.exchanges[count]
    if (next) return next
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

const judged = { checks: [{ type: 'judge', criterion: 'It says a colour' }] }
const verdict = say('{"passed": true, "reason": "Yes.", "quotes": ["sky is blue"]}')
const isJudge = (exchange: Exchange): boolean => textOf(exchange).includes('It says a colour')

describe('a judge', { timeout: 60_000 }, () => {
  test('whose call breaks off is asked again: both are rows, the first is waste', async () => {
    await bed.startWorker()
    const judges = [cutInWords, verdict]
    bed.server.respond(exchange =>
      isJudge(exchange) ? (judges.shift() ?? verdict) : say('The sky is blue.'),
    )
    const state = await bed.ended(await bed.assign('Sky.', judged))
    expect(state.status).toBe('succeeded')
    expect(await rowsOf(state)).toEqual([good('step'), guessed('judge', 'network'), good('judge')])
  })

  test('that dies with its worker has a row whose cost is unknown', async () => {
    processes.push(await startWorkerProcess(bed.db))
    let asked = 0
    bed.server.respond(exchange => {
      if (!isJudge(exchange)) return say('The sky is blue.')
      asked += 1
      return asked === 1 ? hanging : verdict
    })
    const runId = await bed.assign('Sky.', judged)
    await bed.until(runId, ({ sideCalls }) => sideCalls.length === 1 && asked === 1)
    for (const each of processes) each.kill('SIGKILL')
    await bed.startWorker()
    const state = await bed.ended(runId)
    expect(state.status).toBe('succeeded')
    expect(await rowsOf(state)).toEqual([
      good('step'),
      { purpose: 'judge', waste: 'aborted', reported: false, micros: null },
      good('judge'),
    ])
  })
})

describe('a summary', { timeout: 60_000 }, () => {
  const isSummary = (exchange: Exchange): boolean => textOf(exchange).includes('You keep the thread')
  /** A window of 40,000 characters, and a run that fills it until so many summaries were asked for. */
  function fill(summaries: Answer[]): void {
    let step = 0
    bed.server.respond(exchange => {
      if (isSummary(exchange)) return summaries.shift() ?? say('Facts: kept.')
      const input = Math.ceil(textOf(exchange).length / 4)
      if (input > 10_000) return tooLong
      step += 1
      const command = `for i in $(seq 1 260); do echo "step ${step} line $i"; done`
      const toolCalls = [{ name: 'bash', input: { command } }]
      return {
        reply: {
          ...(summaries.length === 0 ? { text: 'Through.' } : { toolCalls }),
          usage: { input, output: 20 },
        },
      }
    })
  }

  test('that breaks off or holds no words is thrown away, and is waste', async () => {
    await bed.startWorker()
    fill([cutInWords, wordless])
    const state = await bed.ended(await bed.assign('Count.'))
    expect(state.end?.result).toBe('Through.')
    const rows = await rowsOf(state)
    const told = rows.filter(({ purpose }) => purpose === 'summary')
    expect(told.slice(0, 2)).toEqual([guessed('summary', 'network'), useless('summary')])
    expect(rows.filter(({ waste }) => waste !== null)).toEqual(told.slice(0, 2))
  })

  test('that dies with its worker is waste with an estimate', async () => {
    processes.push(await startWorkerProcess(bed.db))
    const unasked = [hanging]
    fill(unasked)
    const runId = await bed.assign('Count.')
    await bed.until(runId, ({ sideCalls }) => sideCalls.length === 1 && unasked.length === 0)
    for (const each of processes) each.kill('SIGKILL')
    await bed.startWorker()
    const rows = await rowsOf(await bed.ended(runId))
    expect(rows.filter(({ purpose }) => purpose === 'summary')[0]).toEqual(guessed('summary', 'aborted'))
    expect(rows.filter(({ waste }) => waste !== null)).toHaveLength(1)
  })
})
