import { afterAll, beforeAll, expect, test } from 'vitest'
import { chooseAgent, updateAgent } from '../../agents/repository'
import { type EngineBed, openEngineBed } from '../../engine/testing/engine-bed'
import { setPrice } from '../../prices/list-prices'
import { usageFilter } from '../breakdown'
import { readUsage } from '../repository'
import { readSolved } from './repository'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(() => bed.close())

test('R139: what a solved task cost is the ledger of all attempts over the tasks that were solved', async () => {
  await setPrice(bed.actor, {
    ...{ vendor: 'openai', model: 'test-model', kind: 'price' },
    rates: { input: 2, output: 8 },
  })
  await bed.startWorker()
  const check = { type: 'command', command: 'false' }
  const good = await bed.assign('Say something')
  const { id } = await chooseAgent(bed.db, bed.actor.workspaceId, undefined)
  await updateAgent(bed.actor, id, { roles: { work: { effort: 'high' } } })
  const bad = await bed.assign('Say it well', { checks: [check], limits: { checkRounds: 1 } })
  expect((await bed.ended(good)).status).toBe('succeeded')
  expect((await bed.ended(bad)).status).toBe('failed')
  await bed.stopWorkers()
  const { total } = await readUsage(bed.actor, usageFilter.parse({}))
  const { agents, models, routes } = await readSolved(bed.actor, { days: 1 })
  const figures = { attempts: 2, tasks: 2, solved: 1, checked: 0, calls: total.calls, unknownCalls: 0 }
  const money = { costMicros: total.costMicros, perSolvedMicros: total.costMicros }
  expect(models).toEqual([{ key: 'openai:test-model', label: 'openai:test-model', ...figures, ...money }])
  expect(routes.map(({ label, solved }) => [label, solved])).toEqual([
    ['openai:test-model', 1],
    ['openai:test-model, high effort', 0],
  ])
  expect(agents).toMatchObject([{ label: 'Reef', ...figures, ...money }])
  expect(await readSolved(bed.actor, { days: 1, to: '2020-01-01' })).toEqual({
    agents: [],
    models: [],
    routes: [],
  })
})
