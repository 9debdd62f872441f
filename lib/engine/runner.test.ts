import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRun } from '../runs/command-run'
import { projectRun } from '../runs/projection'
import { readRawStep } from '../runs/raw-step'
import { driveAgent } from './testing/agent-driver'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, script, usage } from './testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

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
})
