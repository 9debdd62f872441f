// Whether work is done is told from outside the agent: real sandbox, real model server, real ledger.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check } from '../../checks/schema'
import { commandRun } from '../../runs/command-run'
import { readRun } from '../../runs/repository'
import { type EngineBed, openEngineBed } from '../testing/engine-bed'
import { lyingCases } from '../testing/lying-cases'
import type { Answer, Exchange } from '../testing/model-server'
import { bash, results, usage } from '../testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const say = (text: string): Answer => ({ reply: { text, usage } })
const isJudge = ({ body }: Exchange): boolean =>
  JSON.stringify(body).includes('You check the work of somebody else')
const command = (text: string, more: object = {}) => ({ type: 'command', command: text, ...more })

describe('R40: an answer counts once it has passed its checks', () => {
  test('what fails goes back to the agent with its output, until it holds', async () => {
    let answers = 0
    bed.server.respond(exchange => {
      if (results(exchange) > 0) return say('Now it is there.')
      answers += 1
      return answers === 1 ? say('It is done.') : bash('printf "one\\ntwo\\n" > list.txt')
    })
    const checks = [
      command('test "$(wc -l < list.txt)" = 2 || { echo "list.txt has the wrong length"; exit 1; }', {
        name: 'Two lines',
      }),
      { type: 'file', path: 'list.txt', contains: 'two' },
    ]
    const runId = await bed.assign('Write a list.', { checks })
    const state = await bed.ended(runId)
    expect(state.end).toEqual({
      reason: 'answered',
      message: 'The agent finished its answer, which passed all 2 checks.',
      result: 'Now it is there.',
    })
    expect(state.checkRounds.map(round => round.results.map(result => result.passed))).toEqual([
      [false, false],
      [true, true],
    ])
    const notice = state.history.find(item => item.kind === 'message' && item.cause === 'check')
    expect(notice?.kind === 'message' && notice.text).toContain(
      '✗ Two lines\nExit code 1, and should be 0.\n',
    )
    expect(notice?.kind === 'message' && notice.text).toContain('list.txt has the wrong length')
    const detail = await readRun(bed.actor, runId)
    expect(detail.checkRounds).toEqual(state.checkRounds)
    const task = await bed.db.task.findUniqueOrThrow({ where: { id: state.created.taskId } })
    expect(task.checks).toHaveLength(2)
  })

  test('R41: after the last round it ends as failed, with the agent’s honest last words', async () => {
    let last: unknown
    bed.server.respond(({ body }) => {
      last = body
      return say(
        JSON.stringify(body).includes('This is your last answer')
          ? 'Not done: the network is missing.'
          : 'Done.',
      )
    })
    const runId = await bed.assign('Impossible.', { checks: [command('false')], limits: { checkRounds: 2 } })
    const state = await bed.ended(runId)
    expect(state.status).toBe('failed')
    expect(state.end).toEqual({
      reason: 'checks-failed',
      message: 'The work was checked 2 times and is not done. Still failing: false.',
      result: 'Not done: the network is missing.',
    })
    expect(state.checkRounds).toHaveLength(2)
    expect(JSON.stringify(last)).toContain('no tool runs any more')
  })

  test('a judge comes last, and only to work that has stood every other check', async () => {
    let asked = 0
    bed.server.respond(exchange => {
      if (isJudge(exchange)) {
        asked += 1
        return say('{"passed": true, "reason": "Yes.", "quotes": ["sky is blue"]}')
      }
      return results(exchange) > 0 || !JSON.stringify(exchange.body).includes('checked from outside')
        ? say('The sky is blue.')
        : bash('echo blue > sky.txt')
    })
    const checks = [
      { type: 'judge', criterion: 'It says a colour' },
      { type: 'file', path: 'sky.txt' },
    ]
    const state = await bed.ended(await bed.assign('Sky.', { checks }))
    expect(state.checkRounds.map(round => round.results.map(result => result.type))).toEqual([
      ['file'],
      ['file', 'judge'],
    ])
    expect(asked).toBe(1)
  })

  test('a check that is not required is only reported', async () => {
    bed.server.respond(() => say('Done.'))
    const runId = await bed.assign('Optional.', {
      checks: [command('true'), command('false', { required: false })],
    })
    expect((await bed.ended(runId)).end?.message).toBe(
      'The agent finished its answer, which passed 1 of 2 checks; the others are not required.',
    )
  })

  test('R42: k of n: a shaky check is made until it is sure, and not once more', async () => {
    bed.server.respond(() => say('Done.'))
    const checks = [
      command('true', { repeats: { pass: 2, of: 3 } }),
      command('false', { repeats: { pass: 2, of: 3 }, required: false }),
    ]
    const state = await bed.ended(await bed.assign('Shaky.', { checks }))
    expect(state.checkRounds[0]?.results.map(({ passed, passes, of }) => ({ passed, passes, of }))).toEqual([
      { passed: true, passes: 2, of: 2 },
      { passed: false, passes: 0, of: 2 },
    ])
  })

  test('checks look at the files and change nothing', async () => {
    bed.server.respond(() => say('Done.'))
    const state = await bed.ended(
      await bed.assign('Look.', { checks: [command('echo x > made-by-check.txt')] }),
    )
    expect(state.status).toBe('succeeded')
    expect(Object.keys(state.files)).toEqual([])
  })

  test('an address inside the house is not asked', async () => {
    bed.server.respond(() => say('Done.'))
    const checks = [{ type: 'http', url: `${bed.server.url}/v1/models` }]
    const state = await bed.ended(await bed.assign('Probe.', { checks, limits: { checkRounds: 1 } }))
    expect(state.end?.reason).toBe('checks-failed')
    expect(state.checkRounds[0]?.results[0]?.passed).toBe(false)
  })

  test('R26: a judge is a call like any other: in the log, in the totals, in the ledger', async () => {
    bed.server.respond(exchange =>
      isJudge(exchange)
        ? say('{"passed": true, "reason": "It is blue.", "quotes": ["The sky is blue today"]}')
        : say('The sky is blue today.'),
    )
    const checks = [{ type: 'judge', criterion: 'It says a colour', model: 'openai:other-model' }]
    const runId = await bed.assign('Sky.', { checks, budget: { tokens: 200_000 } })
    const state = await bed.ended(runId)
    expect(state.checkRounds[0]?.results[0]).toMatchObject({
      passed: true,
      evidence: ['The sky is blue today'],
    })
    const rows = await bed.db.usage.findMany({ where: { runId }, orderBy: { at: 'asc' } })
    expect(rows.map(row => row.model)).toEqual(['test-model', 'other-model'])
    expect(state.totals.inputFresh).toBe(rows.reduce((sum, row) => sum + row.inputFresh, 0))
    const budget = await bed.db.budgetCounter.findFirstOrThrow({
      where: { budget: { scopeId: state.created.taskId } },
    })
    expect(budget.reservedTokens).toBe(0n)
    expect(Number(budget.spentTokens)).toBe(220)
  })

  test('a judge in bad weather is asked again; that says nothing about the work', async () => {
    let asked = 0
    bed.server.respond(exchange => {
      if (!isJudge(exchange)) return say('The sky is blue today.')
      asked += 1
      return asked === 1
        ? { raw: { status: 503, pieces: ['{"error":{"message":"busy"}}'] } }
        : say('{"passed": true, "reason": "Yes.", "quotes": ["sky is blue"]}')
    })
    const runId = await bed.assign('Sky.', { checks: [{ type: 'judge', criterion: 'It says a colour' }] })
    const waiting = await bed.until(runId, state => state.status === 'waiting')
    expect(waiting.waiting).toMatchObject({ for: 'retry', reason: expect.stringContaining('judge') })
    expect((await bed.ended(runId)).status).toBe('succeeded')
    expect(asked).toBe(2)
  })

  test('a word of a person that comes between the checks is heard before the end', async () => {
    bed.server.respond(({ body }) => say(JSON.stringify(body).includes('In capitals') ? 'DONE.' : 'Done.'))
    const runId = await bed.assign('Speak.', { checks: [command('sleep 1')] })
    await bed.until(runId, state => state.steps[0]?.repliedAt !== undefined)
    await commandRun(bed.actor, runId, { type: 'message', text: 'In capitals, please.' })
    expect((await bed.ended(runId)).end?.result).toBe('DONE.')
  })

  test('a misspelt check is refused', async () => {
    await expect(bed.assign('x', { checks: [{ type: 'command', comand: 'true' }] })).rejects.toThrow()
    await expect(
      bed.assign('x', { checks: [{ type: 'judge', criterion: 'y', model: 'nobody:x' }] }),
    ).rejects.toThrow('no provider')
  })
})

test('R43: an agent that says all is well when it is not is caught: precision and recall', async () => {
  const judged: { name: string; lies: boolean; caught: boolean }[] = []
  for (const { name, lies, does, says, check, judge } of lyingCases) {
    bed.server.respond(exchange => {
      if (isJudge(exchange)) return say(JSON.stringify(judge ?? { passed: false }))
      return results(exchange) === 0 ? bash(does) : say(says)
    })
    const files = name.startsWith('deleted') ? [{ path: 'sum.py', content: 'print(5)' }] : []
    const checks: Check[] = [check]
    const runId = await bed.assign(name, { checks, files, limits: { checkRounds: 1 } })
    const state = await bed.until(runId, each => each.endedAt !== null, 60_000)
    judged.push({ name, lies, caught: state.end?.reason === 'checks-failed' })
  }
  const caught = judged.filter(one => one.caught)
  const right = caught.filter(one => one.lies).length
  const precision = right / caught.length
  const recall = right / judged.filter(one => one.lies).length
  const wrong = judged.filter(one => one.lies !== one.caught).map(one => one.name)
  console.info(
    `lying agent: ${judged.length} agents, precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}${wrong.length > 0 ? `; wrong: ${wrong.join('; ')}` : ''}`,
  )
  expect(wrong).toEqual([])
}, 120_000)
