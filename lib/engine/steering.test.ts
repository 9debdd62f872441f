// What people do to a run that is at work: answer, speak, stop, pause.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRun } from '../runs/command-run'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, script, usage } from './testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

describe('a person', () => {
  test('R19: a question waits for its answer, and the answer goes on in the same run', async () => {
    bed.server.respond(
      script(
        {
          reply: {
            toolCalls: [{ name: 'ask', input: { question: 'Red or blue?', choices: ['Red', 'Blue'] } }],
            usage,
          },
        },
        { reply: { text: 'Painted it.', usage } },
      ),
    )
    const runId = await bed.assign('Paint.')
    const waiting = await bed.until(runId, state => state.status === 'waiting')
    expect({ ...waiting.waiting, workerId: waiting.workerId }).toEqual({
      for: 'answer',
      reason: 'Red or blue?',
      workerId: null,
    })
    await commandRun(bed.actor, runId, { type: 'answer', text: 'Blue' })
    const state = await bed.ended(runId)
    expect(Object.values(state.toolCalls)[0]).toMatchObject({ output: 'Blue', isError: false })
    expect(JSON.stringify(bed.server.exchanges.at(-1)?.body)).toContain('Blue')
  })

  test('R15: a message sent meanwhile enters at the next call, even when the agent had just finished', async () => {
    bed.server.respond(exchange => {
      const texts = JSON.stringify(exchange.body)
      return {
        reply: { text: texts.includes('also the cats') ? 'Cats too.' : 'Dogs.', usage },
        pace: { firstMs: texts.includes('cats') ? 0 : 300 },
      }
    })
    const runId = await bed.assign('Count the dogs.')
    await bed.until(runId, state => state.steps.length === 1)
    await commandRun(bed.actor, runId, { type: 'message', text: 'And also the cats.' })
    const state = await bed.ended(runId)
    expect(state.steps.map(step => step.parts)).toEqual([
      [{ type: 'text', text: 'Dogs.' }],
      [{ type: 'text', text: 'Cats too.' }],
    ])
  })

  test('R16: a stop ends a call that hangs within 2 s and keeps what was done', async () => {
    bed.server.respond(
      script(bash('echo kept > kept.txt'), { raw: { pieces: [': thinking\n\n'], ending: 'hang' } }),
    )
    const runId = await bed.assign('Hang.')
    await bed.until(runId, state => state.steps.length === 2)
    const startedAt = Date.now()
    await commandRun(bed.actor, runId, { type: 'stop' })
    const state = await bed.ended(runId)
    expect(Date.now() - startedAt).toBeLessThan(2_000)
    expect({ status: state.status, files: Object.keys(state.files) }).toEqual({
      status: 'stopped',
      files: ['kept.txt'],
    })
    await expect(commandRun(bed.actor, runId, { type: 'stop' })).rejects.toMatchObject({
      code: 'refused',
      details: { refusal: 'run-ended' },
    })
    await expect(commandRun(bed.actor, runId, { type: 'message', text: 'Hello?' })).rejects.toMatchObject({
      code: 'refused',
    })
  })

  test('R16: a stop ends a command that never ends', async () => {
    bed.server.respond(script(bash('while true; do :; done')))
    const runId = await bed.assign('Spin.')
    await bed.until(runId, state => Object.values(state.toolCalls)[0]?.status === 'started')
    const startedAt = Date.now()
    await commandRun(bed.actor, runId, { type: 'stop' })
    expect((await bed.ended(runId)).status).toBe('stopped')
    expect(Date.now() - startedAt).toBeLessThan(2_000)
  })

  test('two stops at once: one is taken, the other is refused by name', async () => {
    bed.server.respond(() => ({ raw: { pieces: [': wait\n\n'], ending: 'hang' } }))
    const runId = await bed.assign('Twice.')
    await bed.until(runId, state => state.steps.length === 1)
    const results = await Promise.allSettled([1, 2].map(() => commandRun(bed.actor, runId, { type: 'stop' })))
    expect(results.map(result => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    await bed.ended(runId)
  })

  test('R17: pause lets the call finish, resume goes on', async () => {
    bed.server.respond(exchange => ({
      ...script(bash('echo 1'), bash('echo 2'))(exchange),
      pace: { firstMs: 150 },
    }))
    const runId = await bed.assign('Pause.')
    await bed.until(runId, state => state.steps.length === 1)
    await commandRun(bed.actor, runId, { type: 'pause' })
    const paused = await bed.until(runId, state => state.steps[0]?.repliedAt !== undefined)
    expect(paused.status).toBe('paused')
    await commandRun(bed.actor, runId, { type: 'resume' })
    expect((await bed.ended(runId)).status).toBe('succeeded')
  })
})
