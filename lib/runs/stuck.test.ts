import { describe, expect, test } from 'vitest'
import type { LogWriter } from './fixtures/log-writer'
import { steady } from './moves'
import { nextStep } from './next-step'
import { afterStall, stuckRules } from './stuck'
import { began, beginRun, move, stateOf } from './testing/short-log'
import { type StuckCase, stuckCases } from './testing/stuck-cases'

/** Plays a trace step by step, as the worker would; the first step after which the detector speaks, or null. */
function spokenAt({ moves }: StuckCase): number | null {
  const log = beginRun()
  for (const [index, one] of moves.entries()) {
    play(log, one)
    if (afterStall(stateOf(log)) !== null) return index + 1
  }
  return null
}

function play(log: LogWriter, one: StuckCase['moves'][number]): void {
  if (one === null) log.act({ text: 'All is done.' })
  else if (typeof one === 'string') log.say(one)
  else move(log, one)
}

const look = { name: 'bash', input: { command: 'ls' }, output: 'nothing here' }
const again = (log: LogWriter, times: number): LogWriter => {
  for (let index = 0; index < times; index += 1) move(log, look)
  return log
}
const told = (log: LogWriter, level: number): LogWriter =>
  log.append({
    type: 'notice-given',
    data: {
      messageId: `notice_${level}`,
      cause: 'stuck',
      text: 'Stop.',
      detail: { rule: 'same-call', level },
    },
  })

describe('R44: the stuck detector', () => {
  test('on labelled traces: precision and recall', () => {
    const judged = stuckCases.map(each => ({ ...each, at: spokenAt(each) }))
    const right = judged.filter(one => one.stuck && one.at !== null).length
    const alarms = judged.filter(one => one.at !== null).length
    const labelled = judged.filter(one => one.stuck).length
    const precision = right / alarms
    const recall = right / labelled
    const wrong = judged.filter(one => one.stuck !== (one.at !== null)).map(one => one.name)
    const spared = judged.filter(one => one.stuck).map(one => one.moves.length - (one.at ?? one.moves.length))
    console.info(
      `stuck detector: ${judged.length} traces, precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}, ` +
        `${spared.reduce((sum, steps) => sum + steps, 0)} steps spared${wrong.length > 0 ? `; wrong: ${wrong.join('; ')}` : ''}`,
    )
    expect(precision).toBeGreaterThanOrEqual(0.95)
    expect(recall).toBeGreaterThanOrEqual(0.95)
  })

  test('hints, then demands a new plan, then asks a person, and ends when help did not help', () => {
    const log = again(beginRun(), 4)
    expect(nextStep(stateOf(log), began)).toMatchObject({
      type: 'notify',
      cause: 'stuck',
      detail: { level: 1 },
    })
    again(told(log, 1), 4)
    const second = nextStep(stateOf(log), began)
    expect(second).toMatchObject({ type: 'notify', detail: { level: 2 } })
    expect(second.type === 'notify' && second.text).toContain('Set a new plan with the plan tool')
    again(told(log, 2), 4)
    const asked = nextStep(stateOf(log), began)
    expect(asked).toMatchObject({ type: 'wait', for: 'answer', help: { rule: 'same-call' } })
    if (asked.type !== 'wait' || !asked.help) throw new Error('nobody was asked')
    for (let question = 0; question < stuckRules.questions; question += 1) {
      const { for: waitingFor, reason, help } = asked
      log.append({ type: 'run-waiting', data: { for: waitingFor, reason, help } })
      expect(nextStep(stateOf(log), began)).toEqual({ type: 'rest' })
      log.say('Try another way').append({ type: 'run-resumed', data: { reason: '' } })
      log.append({ type: 'run-claimed', data: { workerId: 'worker_1' } })
      again(log, 4)
      expect(nextStep(stateOf(log), began)).toMatchObject({ cause: 'stuck', detail: { level: 1 } })
      again(told(log, 1), 4)
      again(told(log, 2), 4)
    }
    expect(nextStep(stateOf(log), began)).toMatchObject({ cause: 'limit', detail: { ends: 'stuck' } })
  })

  test('a hint is forgotten once the work has gone on for a while', () => {
    const log = told(again(beginRun(), 4), 1)
    for (let index = 0; index < stuckRules.memory; index += 1)
      move(log, { name: 'bash', input: { command: `echo ${index}` }, output: `${index}` })
    expect(afterStall(stateOf(again(log, 4)))).toMatchObject({ detail: { level: 1 } })
  })

  test('the limit of repeats is the run’s own, and can be changed while it works', () => {
    const log = again(beginRun(), 4).append({ type: 'limits-changed', data: { limits: { repeats: 6 } } })
    expect(afterStall(stateOf(log))).toBeNull()
    expect(afterStall(stateOf(again(log, 2)))).toMatchObject({ cause: 'stuck' })
  })

  test('R45: a plan that stands still for three stretches has to be made anew', () => {
    const log = beginRun().plan(1, ['Count', 'doing'], ['Report', 'todo'])
    const steps = stuckRules.planStallSteps * stuckRules.planStalls
    for (let index = 0; index < steps; index += 1) {
      expect(afterStall(stateOf(log))).toBeNull()
      move(log, { name: 'bash', input: { command: `echo ${index}` }, output: `${index}` })
    }
    expect(afterStall(stateOf(log))).toMatchObject({ cause: 'plan', detail: { rule: 'plan-stall' } })
    log.plan(2, ['Count', 'done'], ['Report', 'doing'])
    expect(afterStall(stateOf(log))).toBeNull()
  })

  test('what differs from second to second is no difference', () => {
    expect(steady('2 passed in 0.12s at 2026-11-22T10:00:00Z (pid 4711, 0x7ffe)')).toBe(
      steady('2 passed in 3.4 s at 2026-11-23T11:22:33.5Z (pid 12, 0xabc1)'),
    )
    expect(steady('3 passed')).not.toBe(steady('2 passed'))
  })
})
