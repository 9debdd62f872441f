// R133 to R136: live figures and forecasts, against the rows of the ledger and the counters of the budgets.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgent } from '../agents/repository'
import { createAgentInput } from '../agents/schema'
import { setPrice } from '../prices/list-prices'
import { allTokens, budgetStandings, burnPerMinute } from '../runs/burn'
import { takeCommand } from '../runs/take-command'
import { forecastTask, projectRun } from '../usage/forecast/read-forecast'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Exchange } from './testing/model-server'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  const priced = { vendor: 'openai', kind: 'price', rates: { input: 3, output: 15 } } as const
  for (const model of ['priced-model', 'forked-model']) await setPrice(bed.actor, { ...priced, model })
  await bed.startWorker()
})
afterAll(() => bed.close())

const priced = 'openai:priced-model'
/** Of a model of its own: what other tests have used is not similar. */
const forked = 'openai:forked-model'
const question = { model: priced, characters: 30 }

/** Works for as many steps as the instructions say, each with its own usage, and then answers. */
function work({ body }: Exchange) {
  const text = JSON.stringify(body)
  const steps = Number(/Work for (\d+) steps/.exec(text)?.[1] ?? 1)
  const made = toolResults(text)
  const usage = { input: 1_000 + 100 * steps + 10 * made, output: 50 + made }
  if (made >= steps - 1) return { reply: { text: 'Done.', usage } }
  return { reply: { usage, toolCalls: [{ name: 'bash', input: { command: `echo ${made}` } }] } }
}

function toolResults(text: string): number {
  return text.split('"role":"tool"').length - 1
}

/** Sums of the ledger: of a run by itself, after a step. */
async function ledger(runId: string, afterStep = 0) {
  const rows = await bed.db.usage.findMany({ where: { runId, step: { gt: afterStep } } })
  return {
    tokens: rows.reduce(
      (sum, row) =>
        sum +
        row.inputFresh +
        row.cacheRead +
        row.cacheWrite5m +
        row.cacheWrite1h +
        row.outputText +
        row.reasoning,
      0,
    ),
    micros: rows.reduce((sum, row) => sum + Number(row.costMicros ?? 0), 0),
  }
}

function spanOf(values: readonly number[], on = 0) {
  return { low: Math.min(...values) + on, high: Math.max(...values) + on }
}

test('the range before the start and while it works is that of the ledger, and narrows as steps pass', async () => {
  bed.server.respond(work)
  const past: string[] = []
  for (const steps of [1, 2, 5, 6]) {
    expect(await forecastTask(bed.actor, question)).toMatchObject(
      past.length < 3 ? { runs: past.length, tokens: null, costMicros: null } : { runs: past.length },
    )
    const runId = await bed.assign(`Work for ${steps} steps`, { model: priced })
    expect((await bed.ended(runId)).status).toBe('succeeded')
    past.push(runId)
  }
  const sums = await Promise.all(past.map(runId => ledger(runId)))
  expect(sums.every(sum => sum.micros > 0)).toBe(true)
  const whole = {
    runs: 4,
    priced: 4,
    tokens: spanOf(sums.map(sum => sum.tokens)),
    costMicros: spanOf(sums.map(sum => sum.micros)),
    cheaper: null,
  }
  expect(await forecastTask(bed.actor, question)).toEqual(whole)
  // Another model, another agent's words and much longer instructions are not alike.
  expect(await forecastTask(bed.actor, { characters: 30 })).toMatchObject({ runs: 0 })
  expect(await forecastTask(bed.actor, { ...question, characters: 10_000 })).toMatchObject({ runs: 0 })

  let release = (): void => undefined
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  bed.server.respond(async exchange => {
    if (toolResults(JSON.stringify(exchange.body)) === 1) await held
    return work(exchange)
  })
  const budget = { usd: 5, tokens: 1_000_000 }
  const runId = await bed.assign('Work for 4 steps', { model: priced, budget })
  const state = await bed.until(runId, ({ steps }) => steps.length === 2)
  const used = await ledger(runId)
  const { forecast, elsewhere, below } = await projectRun(bed.actor, runId)
  const further = await Promise.all(past.slice(1).map(one => ledger(one, 1)))
  expect(forecast).toEqual({
    runs: 3,
    priced: 3,
    tokens: spanOf(
      further.map(sum => sum.tokens),
      used.tokens,
    ),
    costMicros: spanOf(
      further.map(sum => sum.micros),
      used.micros,
    ),
  })
  expect(below).toMatchObject({ runs: 0, used: { tokens: 0, costMicros: 0 } })

  // The bar: what the counter of the budget says, with the call under way held back.
  const counter = await bed.db.budgetCounter.findFirstOrThrow({
    where: { budget: { scopeId: state.created.taskId } },
  })
  expect(counter.reservedTokens).toBeGreaterThan(0n)
  expect(budgetStandings(state, elsewhere)).toEqual([
    {
      unit: 'usd',
      limit: 5,
      spent: Number(counter.spentMicros) / 1e6,
      reserved: Number(counter.reservedMicros) / 1e6,
    },
    {
      unit: 'tokens',
      limit: 1_000_000,
      spent: Number(counter.spentTokens),
      reserved: Number(counter.reservedTokens),
    },
  ])
  expect([allTokens(state.totals), state.totals.costMicros]).toEqual([used.tokens, used.micros])
  const started = Date.parse(state.startedAt ?? '')
  expect(burnPerMinute(state, started + 30_000)).toBe(used.micros * 2)
  expect(burnPerMinute(state, started + 600_000)).toBe(0)

  release()
  await bed.ended(runId)
  expect((await projectRun(bed.actor, runId)).forecast).toBeNull()
  expect(await forecastTask(bed.actor, question)).toMatchObject({ runs: 5 })
})

/** A run with its parts: tokens and micro-dollars, and the same of the run's first call alone. */
async function treeOf(runId: string) {
  const { taskId, attempt } = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
  const runs = await bed.db.run.findMany({ where: { taskId, attempt } })
  const sums = await Promise.all(runs.map(({ id }) => ledger(id)))
  const [whole, later] = [addUp(sums), await ledger(runId, 1)]
  const own = sums[runs.findIndex(({ id }) => id === runId)] ?? whole
  return {
    runs: runs.length,
    whole,
    first: { tokens: own.tokens - later.tokens, micros: own.micros - later.micros },
  }
}

function addUp(sums: readonly { tokens: number; micros: number }[]) {
  return {
    tokens: sums.reduce((sum, one) => sum + one.tokens, 0),
    micros: sums.reduce((sum, one) => sum + one.micros, 0),
  }
}

test('what parts use is in the range once, on whichever side of the step they work', async () => {
  let hold: { part?: Promise<void>; end?: Promise<void> } = {}
  bed.server.respond(async exchange => {
    const text = JSON.stringify(exchange.body)
    const size = Number(/parts of size (\d+)/.exec(text)?.[1] ?? 1)
    const usage = { input: 900 + 100 * size, output: 40 }
    if (!/Lead the parts/.test(text)) {
      await hold.part
      return { reply: { text: 'Part.', usage: { input: 3_000 * size, output: 11 } } }
    }
    const parts = [{ instructions: `One of the parts of size ${size}` }]
    if (toolResults(text) === 0)
      return { reply: { usage, toolCalls: [{ name: 'delegate', input: { tasks: parts } }] } }
    await hold.end
    return { reply: { text: 'Led.', usage } }
  })
  const agent = await createAgent(
    bed.actor,
    createAgentInput.parse({
      name: 'Leader',
      instructions: 'Lead.',
      tools: ['delegate', 'bash'],
      model: priced,
    }),
  )
  const assign = (size: number) => bed.assign(`Lead the parts of size ${size}`, { agent: agent.id })
  const past: Awaited<ReturnType<typeof treeOf>>[] = []
  for (const size of [1, 2, 3]) {
    const runId = await assign(size)
    expect((await bed.ended(runId)).status).toBe('succeeded')
    past.push(await treeOf(runId))
  }
  expect(past.map(({ runs }) => runs)).toEqual([2, 2, 2])
  const after = past.map(({ whole, first }) => ({
    tokens: whole.tokens - first.tokens,
    micros: whole.micros - first.micros,
  }))
  const ranges = (base: { tokens: number; micros: number }) => ({
    ...{ runs: 3, priced: 3 },
    tokens: spanOf(
      after.map(({ tokens }) => tokens),
      base.tokens,
    ),
    costMicros: spanOf(
      after.map(({ micros }) => micros),
      base.micros,
    ),
  })

  const [part, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  hold = { part: part.promise, end: end.promise }
  const runId = await assign(2)
  await bed.until(runId, ({ children }) => children.length === 1)
  const { first } = await treeOf(runId)
  // While the part is at work, and when it has ended, the run has come equally far.
  expect((await projectRun(bed.actor, runId)).forecast).toEqual(ranges(first))
  part.resolve()
  await bed.until(runId, ({ steps }) => steps.length === 2)
  const late = await projectRun(bed.actor, runId)
  expect(late.below).toMatchObject({ runs: 1, used: { tokens: 6_011 } })
  const least = first.tokens + late.below.used.tokens
  const { tokens } = ranges(first)
  expect(late.forecast?.tokens).toEqual({ ...tokens, low: Math.max(tokens.low, least) })
  end.resolve()
  expect((await bed.ended(runId)).status).toBe('succeeded')
  const { whole } = await treeOf(runId)
  expect([tokens.low <= whole.tokens, whole.tokens <= tokens.high]).toEqual([true, true])
})

test('a fork goes on from its step: what was copied is not in its range, what similar runs used from there on is', async () => {
  bed.server.respond(work)
  const past: string[] = []
  for (const steps of [3, 4, 6]) {
    const runId = await bed.assign(`Work for ${steps} steps, to be forked`, { model: forked })
    expect((await bed.ended(runId)).status).toBe('succeeded')
    past.push(runId)
  }
  const hold = Promise.withResolvers<void>()
  bed.server.respond(async exchange => {
    await hold.promise
    return work(exchange)
  })
  const [, source = ''] = past
  const { runId } = await takeCommand(bed.actor, source, { type: 'fork', step: 2 })
  if (!runId) throw new Error('no new run')
  const state = await bed.until(runId, ({ steps }) => steps.length === 3)
  expect([state.fork?.fromStep, state.totals.inputFresh]).toEqual([2, 0])
  const further = await Promise.all(past.map(one => ledger(one, 2)))
  expect((await projectRun(bed.actor, runId)).forecast).toEqual({
    ...{ runs: 3, priced: 3 },
    tokens: spanOf(further.map(({ tokens }) => tokens)),
    costMicros: spanOf(further.map(({ micros }) => micros)),
  })
  hold.resolve()
  expect((await bed.ended(runId)).status).toBe('succeeded')
  expect(await ledger(runId)).toEqual(further[1])
})

test('a price that is not known leaves tokens; a foreign run is not there', async () => {
  bed.server.respond(() => ({ reply: { text: 'Done.', usage: { input: 700, output: 9 } } }))
  const runs = await Promise.all([1, 2, 3].map(each => bed.assign(`Cost nobody knows what, ${each}`)))
  for (const runId of runs) await bed.ended(runId)
  expect(await forecastTask(bed.actor, { characters: 30 })).toEqual({
    runs: 3,
    priced: 0,
    tokens: { low: 709, high: 709 },
    costMicros: null,
    cheaper: null,
  })
  const [runId = ''] = runs
  const stranger = { ...bed.actor, workspaceId: 'ws_elsewhere' }
  await expect(projectRun(stranger, runId)).rejects.toMatchObject({ code: 'not-found' })
})
