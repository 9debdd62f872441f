// A model that keeps failing, with others behind it; and a run that goes on by itself once the cause is gone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { updateAgent } from '../agents/repository'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer, Exchange } from './testing/model-server'
import { bash, results, usage } from './testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
  const agent = await bed.db.agent.findFirstOrThrow({ where: { isDefault: true } })
  await updateAgent(bed.actor, agent.id, {
    fallbackModels: ['openai:second', 'nobody:third', 'openai:fourth'],
  })
})
afterAll(() => bed.close())

const modelOf = ({ body }: Exchange): string => (body as { model: string }).model
const error = (status: number, message: string): Answer => ({
  raw: { status, pieces: [JSON.stringify({ error: { message } })] },
})

describe('R48: further models', () => {
  test('after its attempts the next model goes on in the middle of the run, visibly, and is the one that is booked', async () => {
    bed.server.respond(exchange => {
      if (modelOf(exchange) === 'test-model' && results(exchange) > 0) return error(503, 'busy')
      return results(exchange) === 0 ? bash('echo first') : { reply: { text: 'By the second.', usage } }
    })
    const runId = await bed.assign('Go on.', { limits: { attempts: 2 } })
    const state = await bed.ended(runId)
    expect(state.end?.result).toBe('By the second.')
    expect(state.model?.spec).toBe('openai:second')
    const changed = (await bed.events(runId)).find(event => event.type === 'model-changed')
    expect(changed?.type === 'model-changed' && changed.data.reason).toMatch(/^The model failed 2 times\./)
    expect(state.steps[1]?.attempts.map(attempt => attempt.error?.code ?? 'ok')).toEqual([
      'overloaded',
      'overloaded',
      'ok',
    ])
    const rows = await bed.db.usage.findMany({ where: { runId }, orderBy: { at: 'asc' } })
    expect(rows.map(row => row.model)).toEqual(['test-model', 'second'])
    // The one that is not connected was left out when the run began.
    expect(state.created.recipe.fallbackModels?.map(model => model.modelId)).toEqual(['second', 'fourth'])
  })

  test('a model that is not there is passed over at once', async () => {
    bed.server.respond(exchange =>
      modelOf(exchange) === 'fourth'
        ? { reply: { text: 'By the fourth.', usage } }
        : error(404, 'model not found'),
    )
    const runId = await bed.assign('Pass over.')
    expect((await bed.ended(runId)).end?.result).toBe('By the fourth.')
  })

  test('when all have failed the run waits, with the time at which it looks again, and then begins with the first', async () => {
    let isDown = true
    bed.server.respond(exchange =>
      isDown ? error(401, 'invalid api key') : { reply: { text: `By ${modelOf(exchange)}.`, usage } },
    )
    const runId = await bed.assign('Wait.')
    const waiting = await bed.until(runId, state => state.status === 'waiting')
    expect(waiting.waiting).toMatchObject({ for: 'credentials', until: expect.stringMatching(/^\d{4}-/) })
    const inMs = Date.parse(waiting.waiting?.until ?? '') - Date.now()
    expect(inMs).toBeGreaterThan(30_000)
    expect(inMs).toBeLessThanOrEqual(60_000)
    // The wake-up for that time is on its way already; here it comes early, and the clock of the wait is turned back.
    const jobs = await bed.db.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM pgboss.job WHERE data->>'runId' = ${runId} AND start_after > now()`
    expect(Number(jobs[0]?.count)).toBe(1)
    isDown = false
    await bed.db.$executeRaw`
      UPDATE "Event" SET "data" = jsonb_set("data", '{until}', to_jsonb('2026-01-01T00:00:00.000Z'::text))
      WHERE "runId" = ${runId} AND "type" = 'run-waiting'`
    await bed.db.$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE data->>'runId' = ${runId}`
    expect((await bed.ended(runId)).end?.result).toBe('By test-model.')
  })
})
