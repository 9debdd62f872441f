import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runEvent, upcastEvent } from './events'
import { copyContainers, foldInto, foldRun } from './fold'
import { projectRun } from './projection'
import { eventVersion } from './rules'
import { placeLog, sampleLog } from './testing/sample-log'
import { forkedDrafts, steeredDrafts } from './testing/steered-log'

const whole = foldRun(null, sampleLog)
const forkedLog = placeLog(forkedDrafts)

describe('the fold', () => {
  test.each([
    ['worked', sampleLog],
    ['steered and forked', forkedLog],
  ])('R5: split anywhere, the pieces give the whole (%s)', (_, log) => {
    const cut = fc.integer({ min: 0, max: log.length })
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 6 }), cuts => {
        const edges = [0, ...cuts.sort((a, b) => a - b), log.length]
        const pieces = edges.slice(1).map((end, index) => log.slice(edges[index], end))
        expect(pieces.reduce(foldRun, null)).toEqual(foldRun(null, log))
      }),
    )
  })

  test.each([
    ['worked', sampleLog],
    ['steered and forked', forkedLog],
  ])('R6: overlapping batches change nothing (%s)', (_, log) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: log.length }), fc.integer({ min: 0, max: 8 }), (cut, overlap) => {
        const state = foldRun(null, log.slice(0, cut))
        expect(foldRun(state, log.slice(Math.max(0, cut - overlap)))).toEqual(foldRun(null, log))
      }),
    )
  })

  test.each([
    ['worked', sampleLog],
    ['steered and forked', forkedLog],
  ])('R5: a state of one’s own may be written into, and what it was copied from stays (%s)', (_, log) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: log.length }), cut => {
        const early = foldRun(null, log.slice(0, cut))
        if (!early) throw new Error('no state')
        const before = structuredClone(early)
        const own = log.slice(cut).reduce((state, event) => foldInto(state, [event]), copyContainers(early))
        expect(own).toEqual(foldRun(null, log))
        expect(early).toEqual(before)
      }),
    )
  })

  test('R6: a gap throws', () => {
    const [first, , third] = sampleLog
    expect(() => foldRun(null, first && third ? [first, third] : [])).toThrow('Gap in run run_1: 1 → 3')
  })

  test('an earlier state is not changed by folding on', () => {
    const early = foldRun(null, sampleLog.slice(0, 5))
    const copy = structuredClone(early)
    foldRun(early, sampleLog.slice(5))
    expect(early).toEqual(copy)
  })

  test('R15: a message enters at the next model call, behind the step under way', () => {
    const before = foldRun(null, sampleLog.slice(0, 10))
    expect(before?.pendingMessages.map(message => message.text)).toEqual(['It is a.csv.'])
    expect(whole?.history.map(item => (item.kind === 'step' ? item.step : item.text))).toEqual([
      1,
      'It is a.csv.',
      2,
      3,
    ])
  })

  test('R7: files, plan, totals and end follow from the log', () => {
    expect(whole && projectRun(whole)).toEqual({
      status: 'succeeded',
      waitingFor: null,
      reason: 'The agent finished its answer.',
      activity: 'Two lines; see n.txt.',
      model: 'openai:test',
      scripted: false,
      seq: 19,
      steps: 3,
      inputTokens: 3_000,
      cacheReadTokens: 300,
      cacheWriteTokens: 0,
      outputTokens: 150,
      reasoningTokens: 30,
      costMicros: 2_500,
      pricedCalls: 2,
      unpricedCalls: 1,
      workerId: null,
      startedAt: '2026-11-22T10:00:01.000Z',
      endedAt: '2026-11-22T10:00:18.000Z',
      lastEventAt: '2026-11-22T10:00:18.000Z',
    })
    expect(Object.keys(whole?.files ?? {})).toEqual(['a.csv', 'n.txt'])
    expect(whole?.plan?.steps).toEqual([{ title: 'Count', status: 'doing' }])
  })

  test('what waits is changed, put in order and withdrawn; what is for later waits for the end of the turn', () => {
    const state = foldRun(null, placeLog(steeredDrafts))
    expect(state?.history.map(item => (item.kind === 'step' ? item.step : item.text))).toEqual([
      1,
      'Leave b.csv out.',
      'It is not done.',
      2,
    ])
    expect(state?.pendingMessages.map(message => message.text)).toEqual(['And a chart.'])
  })

  test('the first word on an approval stands', () => {
    const state = foldRun(null, placeLog(steeredDrafts))
    expect(state?.approvals.map(({ approvalId, decided }) => [approvalId, decided?.verdict])).toEqual([
      ['approval_1', 'allow'],
    ])
  })

  test('a fork keeps what was done and leaves behind what was spent, asked and ordered', () => {
    const state = foldRun(null, forkedLog)
    expect(state).toMatchObject({
      status: 'queued',
      fork: { fromRunId: 'run_1', fromStep: 1 },
      pendingMessages: [],
      workerId: null,
      created: { attempt: 2 },
      totals: { inputFresh: 0, costMicros: 0, pricedCalls: 0 },
    })
    expect(state?.steps).toEqual(foldRun(null, placeLog(steeredDrafts))?.steps)
  })

  test.each([
    ['worked', sampleLog],
    ['steered and forked', forkedLog],
  ])('every event of the sample survives its own schema (%s)', (_, log) => {
    expect(log.map(event => runEvent.parse(JSON.parse(JSON.stringify(event))))).toEqual(log)
  })

  test('folding 10,000 events takes a blink, not a square', () => {
    const [created, claimed] = sampleLog
    if (!created || !claimed) throw new Error('no sample')
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...claimed, seq: index + 2 }))
    const startedAt = performance.now()
    expect(foldRun(null, [created, ...many])?.seq).toBe(10_001)
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})

describe('R3: golden logs', () => {
  const folder = `${import.meta.dirname}/fixtures`
  const golden = readdirSync(folder).filter(name => name.endsWith('.log.json'))

  test('there is one for the version of today', () => {
    expect(golden).toContain(`v${eventVersion}.log.json`)
  })

  test.each(golden)('%s folds to the state it always folded to', name => {
    const stored = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as { version: number }[]
    const state = JSON.parse(readFileSync(`${folder}/${name.replace('.log.', '.state.')}`, 'utf8')) as object
    // What the state has gained since then is more, never other.
    expect(JSON.parse(JSON.stringify(foldRun(null, stored.map(upcastEvent))))).toMatchObject(state)
  })
})
