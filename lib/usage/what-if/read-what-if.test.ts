import { afterAll, beforeAll, expect, test } from 'vitest'
import { addWorkspace } from '../../accounts/testing/installation'
import { driveAgent } from '../../engine/testing/agent-driver'
import { type EngineBed, openEngineBed } from '../../engine/testing/engine-bed'
import { setPrice } from '../../prices/list-prices'
import { newId } from '../../shared/id'
import { usageFilter } from '../breakdown'
import { readUsage } from '../repository'
import { readWhatIf } from './read-what-if'
import { whatIf, whatIfFilter } from './schema'

let bed: EngineBed
let runId: string
beforeAll(async () => {
  bed = await openEngineBed()
  const rates = { input: 3, output: 15, cacheRead: 0.3 }
  await setPrice(bed.actor, { vendor: 'openai', model: 'test-model', kind: 'price', rates })
  const call = (step: number) => ({ name: 'bash', input: { command: `seq ${step + 1}` } })
  bed.server.respond(driveAgent({ calls: 3, call, finalText: 'Counted.' }).respond)
  await bed.startWorker()
  runId = await bed.assign('Count a little')
  await bed.ended(runId)
  await bed.stopWorkers()
})
afterAll(() => bed.close())

const ask = async (query: object = {}, run = runId) =>
  whatIf.parse(await readWhatIf(bed.actor, run, whatIfFilter.parse(query)))

test('R137: a run that is over, re-priced from its ledger alone', async () => {
  const ledger = await readUsage(bed.actor, usageFilter.parse({ run: runId }))
  const answer = await ask({ find: 'deepseek v4' })
  expect(answer).toMatchObject({
    ...{ scope: 'run', runs: 1, calls: ledger.total.calls, leftOut: 0, hours: null },
    ledger: { costMicros: ledger.total.costMicros, unknownCalls: 0 },
    called: [{ vendor: 'openai', model: 'test-model', calls: ledger.total.calls }],
  })
  const [own, none] = answer.caches
  expect(own).toMatchObject({ cache: 'own', costMicros: ledger.total.costMicros, couldRead: 3 })
  const { inputTokens, outputTokens } = ledger.total
  expect(none).toMatchObject({ cache: 'none', hits: 0, costMicros: inputTokens * 3 + outputTokens * 15 })
  expect(answer.models.map(({ vendor, model }) => `${vendor}:${model}`)).toEqual(
    expect.arrayContaining(['deepseek:deepseek-v4-flash', 'deepseek:deepseek-v4-pro']),
  )
  const [cheapest, next] = answer.models
  expect(cheapest?.costMicros).toBeLessThan(next?.costMicros ?? 0)
  expect(cheapest?.price?.source).toMatch(/^genai-prices/)
})

test('R137: without words it is what the workspace could take, its own prices among them; unknown is said', async () => {
  await setPrice(bed.actor, {
    ...{ vendor: 'openai', model: 'bargain', kind: 'price' },
    rates: { input: 0.5, output: 1 },
  })
  const { models, ledger } = await ask()
  const bargain = models.find(({ model }) => model === 'bargain')
  expect(bargain?.price).toEqual({ source: 'set in this workspace', model: 'bargain' })
  expect(bargain?.costMicros).toBeLessThan(ledger.costMicros ?? 0)
  expect(models.some(({ model }) => model === 'test-model')).toBe(false)
  const unknown = models.filter(({ price }) => price === null)
  for (const { costMicros, unknownCalls } of unknown) expect([costMicros, unknownCalls]).toEqual([null, 4])
})

test('R137: with its parts the calls of all runs below count; scripted calls never do', async () => {
  const parent = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
  const row = await bed.db.usage.findFirstOrThrow({ where: { runId } })
  const { taskId, workspaceId, attempt } = parent
  const child = { id: newId('run'), taskId, workspaceId, attempt, parentRunId: runId, depth: 1 }
  await bed.db.run.create({ data: { ...child, agentName: 'Reef', model: 'openai:test-model' } })
  const copy = { ...row, price: row.price ?? {}, runId: child.id, costMicros: 777n }
  await bed.db.usage.create({ data: { ...copy, id: newId('usage'), callId: 'one' } })
  await bed.db.usage.create({ data: { ...copy, id: newId('usage'), callId: 'two', scripted: true } })
  const [alone, all] = [await ask(), await ask({ scope: 'tree' })]
  expect([all.runs, all.calls]).toEqual([2, alone.calls + 1])
  expect(all.ledger.costMicros).toBe((alone.ledger.costMicros ?? 0) + 777)
  expect(all.caches[0]).toMatchObject(all.ledger)
})

test('a run of another workspace is not found', async () => {
  const stranger = { ...bed.actor, workspaceId: await addWorkspace('Elsewhere') }
  await expect(readWhatIf(stranger, runId, whatIfFilter.parse({}))).rejects.toMatchObject({
    code: 'not-found',
  })
})
