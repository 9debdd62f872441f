// Runs that end at a limit, and runs that go in circles: what the agent is told, what a person is asked.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRun } from '../runs/command-run'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer } from './testing/model-server'
import { bash, results, usage } from './testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const say = (text: string): Answer => ({ reply: { text, usage } })
const holds = (body: unknown, words: string): boolean => JSON.stringify(body).includes(words)

describe('R14: a limit', () => {
  test('lets the agent sum up honestly, and ends the run with its name', async () => {
    bed.server.respond(exchange =>
      holds(exchange.body, 'This is your last answer')
        ? say('Done: two files. Not done: the report.')
        : bash(`echo ${results(exchange)} > ${results(exchange)}.txt`),
    )
    const state = await bed.ended(await bed.assign('Work on.', { limits: { steps: 3 } }))
    expect(state.status).toBe('failed')
    expect(state.end).toEqual({
      reason: 'step-limit',
      message: 'The run reached its limit of 3 steps.',
      result: 'Done: two files. Not done: the report.',
    })
    expect(state.steps).toHaveLength(4)
    expect(Object.keys(state.files)).toEqual(['0.txt', '1.txt', '2.txt'])
  })

  test('is kept even when the agent goes on calling: Reef tells how things stand', async () => {
    bed.server.respond(exchange => bash(`echo x > file-${results(exchange)}.txt`))
    const state = await bed.ended(await bed.assign('Never stop.', { limits: { steps: 2 } }))
    expect(state.end?.reason).toBe('step-limit')
    expect(state.end?.result).toContain('Told by Reef from the log')
    expect(state.end?.result).toContain('file-0.txt, file-1.txt')
    // What the last answer asked for was not done.
    expect(Object.keys(state.files)).toHaveLength(2)
  })

  test('does not wait for a provider in bad weather to sum up', async () => {
    let calls = 0
    bed.server.respond(exchange => {
      calls += 1
      return holds(exchange.body, 'This is your last answer')
        ? { raw: { status: 503, pieces: ['{"error":{"message":"busy"}}'] } }
        : bash(`echo ${calls}`)
    })
    const state = await bed.ended(await bed.assign('Storm.', { limits: { steps: 1 } }))
    expect(state.end).toMatchObject({ reason: 'step-limit', result: expect.stringContaining('Told by Reef') })
  })

  test('can be raised while the run works', async () => {
    let opened = (): void => {}
    const door = new Promise<void>(resolve => {
      opened = resolve
    })
    bed.server.respond(async exchange => {
      if (results(exchange) === 1) await door
      return results(exchange) < 4 ? bash(`echo ${results(exchange)}`) : say('All four.')
    })
    const runId = await bed.assign('Four commands.', { limits: { steps: 2 } })
    await bed.until(runId, state => state.steps.length === 2)
    await commandRun(bed.actor, runId, { type: 'limits', limits: { steps: 9 } })
    opened()
    const state = await bed.ended(runId)
    expect(state.status).toBe('succeeded')
    expect(state.limits.steps).toBe(9)
  })
})

test('R44: an agent in a circle is told, told again, and then a person is asked, whose word it follows', async () => {
  bed.server.respond(exchange =>
    holds(exchange.body, 'Use the other door') ? say('Through the other door.') : bash('ls the-door'),
  )
  const runId = await bed.assign('Open the door.')
  const asked = await bed.until(runId, state => state.status === 'waiting')
  expect(asked.waiting).toMatchObject({
    for: 'answer',
    help: { choices: ['Try another way', 'Finish with what there is'] },
  })
  expect(asked.interventions.map(one => one.level)).toEqual([1, 2, 3])
  expect(asked.workerId).toBeNull()
  await commandRun(bed.actor, runId, { type: 'answer', text: 'Use the other door.' })
  expect((await bed.ended(runId)).end).toMatchObject({
    reason: 'answered',
    result: 'Through the other door.',
  })
})
