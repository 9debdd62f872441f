import { expect, test } from 'vitest'
import type { PriceRow } from '../usage/schema'
import { runLosses } from './run-waste'
import { beginRun, stateOf } from './testing/short-log'

const price: PriceRow = { source: 'test', model: 'm', perMillion: { input_mtok: 10, output_mtok: 10 } }
const tools = [
  { name: 'bash', size: 300 },
  { name: 'web_fetch', size: 100 },
]

/** One answer that calls bash, at ten micro-dollars a token. */
function turn(log: ReturnType<typeof beginRun>, input: number, command: string, output: string): void {
  log.call()
  const step = stateOf(log).steps.length
  const [callId, usage] = [`call_${step}`, { ...empty, inputFresh: input, outputText: 10 }]
  log.append({
    type: 'model-replied',
    data: {
      step,
      callId: `model_${step}`,
      parts: [{ type: 'tool-call', callId, name: 'bash', input: { command } }],
      finishReason: 'tool-calls',
      usage,
      usageReported: true,
      cost: { micros: (input + 10) * 10, price, reportedMicros: null },
      timing: { firstOutputMs: 1, totalMs: 1 },
    },
  })
  log.append({ type: 'tool-started', data: { step, callId, name: 'bash' } })
  log.finish(callId, { name: 'bash', input: { command }, output })
}

const empty = { inputFresh: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, outputText: 0, reasoning: 0 }
const ofKind = (log: ReturnType<typeof beginRun>, kind: string) =>
  runLosses(stateOf(log), tools).filter(loss => loss.kind === kind)

test('R130: a call that came to the same three times in a row is a loop from the third on', () => {
  const log = beginRun()
  for (const input of [1_000, 1_020, 1_040, 1_060]) turn(log, input, 'make', 'nothing to do')
  const [loop, ...others] = ofKind(log, 'loop')
  expect(others).toEqual([])
  // Steps three and four: 1,040 + 1,060 in and twice ten out, at ten micro-dollars each.
  expect(loop).toMatchObject({ kind: 'loop', step: 3, tokens: 2_120, micros: 21_200 })
  expect(loop?.words).toContain('the same result 4 times in a row')
})

test('R130: twice is a check, another result is news, and waiting on purpose is none', () => {
  const log = beginRun()
  for (const output of ['a', 'a', 'b', 'b', 'c']) turn(log, 1_000, 'make', output)
  for (let time = 0; time < 4; time += 1) turn(log, 1_000, 'sleep 5', 'still there')
  expect(ofKind(log, 'loop')).toEqual([])
})

test('R132: a large result is waste from the second time it is sent, a small one never', () => {
  const log = beginRun()
  turn(log, 1_000, 'cat big', 'x'.repeat(16_000))
  turn(log, 5_000, 'echo one', 'one')
  turn(log, 5_020, 'echo two', 'two')
  turn(log, 5_040, 'echo three', 'three')
  const losses = ofKind(log, 'result')
  expect(losses).toHaveLength(1)
  // Of the 4,000 tokens more in the second call nearly all are the result; two more calls carry them.
  const [{ tokens, micros, step, words } = { tokens: 0, micros: 0, step: 0, words: '' }] = losses
  expect([step, tokens > 7_800 && tokens <= 8_000, micros === tokens * 10]).toEqual([1, true, true])
  expect(words).toContain('sent 2 times again')
})

test('R132: tools that were never used are idle once a run has made five calls', () => {
  const log = beginRun()
  for (const [index, input] of [1_000, 1_020, 1_040, 1_060].entries())
    turn(log, input, `echo ${index}`, `${index}`)
  expect(ofKind(log, 'idle')).toEqual([])
  turn(log, 1_080, 'echo 4', '4')
  const [idle] = ofKind(log, 'idle')
  expect(idle).toMatchObject({ step: null, words: '1 tool sent with every call and never used: web_fetch' })
  expect(idle?.micros).toBe((idle?.tokens ?? 0) * 10)
})
