import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRun } from '../runs/command-run'
import { projectRun } from '../runs/projection'
import { readRawStep } from '../runs/raw-step'
import { readRun } from '../runs/repository'
import { driveAgent } from './testing/agent-driver'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer, Exchange } from './testing/model-server'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const bash = (command: string): Answer => ({
  reply: { toolCalls: [{ name: 'bash', input: { command } }], usage },
})
const usage = { input: 100, output: 10 }

/** Answers by how many tool results the request holds. */
function script(...answers: Answer[]) {
  return ({ body }: Exchange): Answer => {
    const { messages } = body as { messages: { role: string }[] }
    return (
      answers[messages.filter(message => message.role === 'tool').length] ?? {
        reply: { text: 'Done.', usage },
      }
    )
  }
}

describe('a run', () => {
  test('works through tools to an answer, and its row is the fold of its log (R4)', async () => {
    bed.server.respond(
      script(bash('printf "a\\nb\\n" > list.txt && wc -l list.txt'), {
        reply: { text: 'Two lines.', usage },
      }),
    )
    const runId = await bed.assign('Count.')
    const state = await bed.ended(runId)
    const events = await bed.events(runId)
    expect(events.map(event => event.type)).toEqual([
      'run-created',
      'run-claimed',
      'model-called',
      'model-replied',
      'tool-started',
      'tool-finished',
      'model-called',
      'model-replied',
      'run-ended',
    ])
    expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
    const finished = events[5]
    expect(finished?.type === 'tool-finished' && finished.data.output).toContain('2 list.txt')
    const row = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
    const { startedAt, endedAt, lastEventAt, costMicros, ...rest } = projectRun(state)
    expect(row).toMatchObject(rest)
    expect(Number(row.costMicros)).toBe(costMicros)
    expect([row.startedAt?.toISOString(), row.endedAt?.toISOString(), row.lastEventAt.toISOString()]).toEqual(
      [startedAt, endedAt, lastEventAt],
    )
    const task = await bed.db.task.findUniqueOrThrow({ where: { id: row.taskId } })
    expect(task.status).toBe('review')
  })

  test('R24: every step can be shown as it was sent, proven by its hash', async () => {
    bed.server.respond(
      driveAgent({ calls: 3, call: () => ({ name: 'bash', input: { command: 'echo hello' } }) }).respond,
    )
    const runId = await bed.assign('Repeat.')
    const state = await bed.ended(runId)
    const raws = await Promise.all(state.steps.map(step => readRawStep(bed.actor, runId, step.step)))
    expect(raws.map(raw => raw.verified)).toEqual([true, true, true, true])
  })

  test('R23: each request begins with exactly what the one before was', async () => {
    const before = bed.server.exchanges.length
    bed.server.respond(
      driveAgent({ calls: 6, call: step => ({ name: 'bash', input: { command: `echo ${step}` } }) }).respond,
    )
    const runId = await bed.assign('Steady.')
    const state = await bed.ended(runId)
    const bodies = bed.server.exchanges
      .slice(before)
      .map(exchange => exchange.body as { messages: unknown[]; tools: unknown[] })
    for (const [index, body] of bodies.slice(1).entries()) {
      const earlier = bodies[index]
      expect(body.messages.slice(0, earlier?.messages.length)).toEqual(earlier?.messages)
      expect(body.tools).toEqual(earlier?.tools)
    }
    expect(state.brokenPrefixes).toEqual([])
  })

  test('a large argument lives by hash and still reaches tool and model whole (R25)', async () => {
    const content = `${'x'.repeat(50_000)}\nend\n`
    bed.server.respond(
      script(
        { reply: { toolCalls: [{ name: 'write', input: { path: 'big.txt', content } }], usage } },
        bash('wc -c < big.txt'),
      ),
    )
    const runId = await bed.assign('Write much.')
    const state = await bed.ended(runId)
    expect(state.files['big.txt']?.size).toBe(content.length)
    const replied = (await bed.events(runId)).find(event => event.type === 'model-replied')
    expect(JSON.stringify(replied).length).toBeLessThan(4_000)
    const last = bed.server.exchanges.at(-1)?.body
    expect(JSON.stringify(last)).toContain('x'.repeat(50_000))
  })

  test('R12: weather is tried again; the failed call is in the log, the answer counts once', async () => {
    let calls = 0
    bed.server.respond(() => {
      calls += 1
      if (calls === 1) return { raw: { status: 503, pieces: ['{"error":{"message":"busy"}}'] } }
      if (calls === 2)
        return {
          raw: {
            status: 429,
            headers: { 'retry-after': '1' },
            pieces: ['{"error":{"message":"slow down"}}'],
          },
        }
      return { reply: { text: 'At last.', usage } }
    })
    const startedAt = Date.now()
    const state = await bed.ended(await bed.assign('Persist.'))
    expect(state.status).toBe('succeeded')
    expect(state.steps[0]?.attempts.map(attempt => attempt.error?.code)).toEqual([
      'overloaded',
      'rate-limit',
      undefined,
    ])
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_000)
  })

  test('R13: a refused key makes the run wait; resuming goes on', async () => {
    bed.server.respond(() => ({ raw: { status: 401, pieces: ['{"error":{"message":"bad key"}}'] } }))
    const runId = await bed.assign('Wait for the key.')
    const waiting = await bed.until(runId, state => state.status === 'waiting')
    expect(waiting.waiting?.for).toBe('credentials')
    bed.server.respond(() => ({ reply: { text: 'Thanks.', usage } }))
    await commandRun(bed.actor, runId, { type: 'resume' })
    expect((await bed.ended(runId)).end?.result).toBe('Thanks.')
  })

  test('wrong arguments, an unknown tool and broken JSON go back to the model, and it can go on', async () => {
    bed.server.respond(
      script(
        {
          reply: {
            toolCalls: [
              { name: 'bash', input: { cmd: 'ls' } },
              { name: 'teleport', input: {} },
            ],
            usage,
          },
        },
        { reply: { text: 'never', usage } },
        { reply: { text: 'Understood.', usage } },
      ),
    )
    const state = await bed.ended(await bed.assign('Err.'))
    expect(Object.values(state.toolCalls).map(call => call.isError)).toEqual([true, true])
    expect(state.end?.result).toBe('Understood.')
  })

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

  test('a budget in tokens holds: the run waits with everything kept, and goes on when it is raised', async () => {
    bed.server.respond(
      driveAgent({ calls: 20, call: step => ({ name: 'bash', input: { command: `echo ${step}` } }) }).respond,
    )
    const runId = await bed.assign('Spend.', { budget: { tokens: 12_000 } })
    const waiting = await bed.until(runId, state => state.status === 'waiting')
    expect(waiting.waiting?.for).toBe('budget')
    const [budget] = await bed.db.budget.findMany({ where: { scopeId: waiting.created.taskId } })
    expect(budget?.reservedTokens).toBe(0n)
    expect(Number(budget?.spentTokens)).toBeLessThanOrEqual(12_000)
    expect(Number(budget?.spentTokens)).toBe(
      waiting.totals.inputFresh + waiting.totals.cacheRead + waiting.totals.outputText,
    )
    await commandRun(bed.actor, runId, { type: 'budget', budget: { tokens: 10_000_000 } })
    expect((await bed.ended(runId)).status).toBe('succeeded')
  })

  test('a budget in dollars on a model without a price is not pretended to hold', async () => {
    bed.server.respond(() => ({ reply: { text: 'x', usage } }))
    const runId = await bed.assign('Free?', { budget: { usd: 1 } })
    const waiting = await bed.until(runId, state => state.status === 'waiting')
    expect(waiting.waiting).toMatchObject({
      for: 'budget',
      reason: expect.stringContaining('price of this model is unknown'),
    })
  })

  test('R26: thread, row, API and ledger say one number', async () => {
    bed.server.respond(
      driveAgent({ calls: 4, call: () => ({ name: 'bash', input: { command: 'echo hello' } }) }).respond,
    )
    const runId = await bed.assign('Account.')
    const state = await bed.ended(runId)
    const detail = await readRun(bed.actor, runId)
    const rows = await bed.db.usage.findMany({ where: { runId } })
    const sum = (key: 'inputFresh' | 'cacheRead' | 'outputText') =>
      rows.reduce((total, row) => total + row[key], 0)
    expect(rows).toHaveLength(5)
    expect(detail.usage).toMatchObject({
      inputTokens: sum('inputFresh') + sum('cacheRead'),
      cacheReadTokens: sum('cacheRead'),
      outputTokens: sum('outputText'),
      costUsd: null,
      costUnknown: true,
    })
    expect(state.totals.inputFresh + state.totals.cacheRead).toBe(detail.usage.inputTokens)
  })
})
