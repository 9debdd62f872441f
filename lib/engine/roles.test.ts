// A model per role, how hard it thinks, and models that are left alone because they kept failing.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgent, updateAgent } from '../agents/repository'
import { createAgentInput } from '../agents/schema'
import { listResting, wakeModel } from '../providers/rest/list-resting'
import { openApprovals, recipeOf } from '../runs/run-state'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer, Exchange } from './testing/model-server'
import { people } from './testing/people'
import { bash, results, usage } from './testing/scripted-answers'
import { lead, playTeam } from './testing/team-play'

let bed: EngineBed
let agentId = ''
beforeAll(async () => {
  bed = await openEngineBed()
  agentId = (await bed.db.agent.findFirstOrThrow({ where: { isDefault: true } })).id
})
afterAll(() => bed.close())

const { tell, waiting } = people(() => bed)
const bodyOf = ({ body }: Exchange) => body as { model: string; reasoning_effort?: string }
const say = (text: string): Answer => ({ reply: { text, usage } })

test('R124: planning, work and judging are asked of their models, as hard as said, and booked so', async () => {
  const worker = await bed.startWorker()
  await updateAgent(bed.actor, agentId, {
    planGate: true,
    roles: {
      work: { effort: 'low' },
      plan: { model: 'openai:planner' },
      judge: { model: 'openai:judge', effort: 'high' },
      summarise: { model: 'nobody:gone' },
    },
  })
  const plan = { name: 'plan', input: { steps: [{ title: 'Look', status: 'doing' }] } }
  bed.server.respond(exchange => {
    const { model } = bodyOf(exchange)
    if (model === 'judge')
      return say(JSON.stringify({ reason: 'It does.', quotes: ['The sky is blue.'], passed: true }))
    if (results(exchange) === 0) return { reply: { toolCalls: [plan], usage } }
    return results(exchange) === 1 ? bash('echo up') : say('The sky is blue.')
  })
  const from = bed.server.exchanges.length
  const runId = await bed.assign('Sky.', { checks: [{ type: 'judge', criterion: 'It says a colour' }] })
  const asking = await waiting(runId)
  const [approval] = openApprovals(asking)
  await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '' })
  const state = await bed.ended(runId)
  expect(state.status).toBe('succeeded')
  const asked = bed.server.exchanges.slice(from).map(bodyOf)
  expect(asked.map(({ model, reasoning_effort }) => [model, reasoning_effort])).toEqual([
    ['planner', 'low'],
    ['test-model', 'low'],
    ['test-model', 'low'],
    ['judge', 'high'],
  ])
  const rows = await bed.db.usage.findMany({ where: { runId }, orderBy: { at: 'asc' } })
  expect(rows.map(row => [row.purpose, row.model])).toEqual([
    ['plan', 'planner'],
    ['step', 'test-model'],
    ['step', 'test-model'],
    ['judge', 'judge'],
  ])
  expect(state.steps.map(step => [step.attempts[0]?.role, step.attempts[0]?.model])).toEqual([
    ['plan', 'openai:planner'],
    [undefined, undefined],
    [undefined, undefined],
  ])
  // What cannot be used is left out when the run begins; later changes of the agent do not reach it.
  expect(Object.keys(state.created.recipe.roles ?? {}).sort()).toEqual(['judge', 'plan', 'work'])
  await updateAgent(bed.actor, agentId, { planGate: false, roles: {} })
  await worker.stop()
})

test('R124: a planning model that fails leaves the step to the one that works', async () => {
  const worker = await bed.startWorker()
  await updateAgent(bed.actor, agentId, { planGate: true, roles: { plan: { model: 'openai:planner' } } })
  const plan = { name: 'plan', input: { steps: [{ title: 'Look', status: 'doing' }] } }
  bed.server.respond(exchange =>
    bodyOf(exchange).model === 'planner'
      ? { raw: { status: 503, pieces: [JSON.stringify({ error: { message: 'busy' } })] } }
      : { reply: { toolCalls: [plan], usage } },
  )
  const from = bed.server.exchanges.length
  const runId = await bed.assign('Plan.')
  await waiting(runId)
  expect(bed.server.exchanges.slice(from).map(each => bodyOf(each).model)).toEqual(['planner', 'test-model'])
  await tell(runId, { type: 'stop' })
  await bed.ended(runId)
  await updateAgent(bed.actor, agentId, { planGate: false, roles: {} })
  await worker.stop()
})

test('R124: a part works by the roles and further models of its own agent, not of the one that handed it on', async () => {
  const worker = await bed.startWorker()
  await updateAgent(bed.actor, agentId, {
    fallbackModels: ['openai:second'],
    roles: { judge: { model: 'openai:judge' } },
  })
  const reader = { name: 'Reader', description: 'Reads.', instructions: 'Read.', tools: ['read'], limits: {} }
  for (const own of [
    {
      ...reader,
      model: 'openai:small',
      fallbackModels: ['openai:other'],
      roles: { summarise: { model: 'openai:sum' } },
    },
    { ...reader, name: 'Plain' },
  ])
    await createAgent(bed.actor, createAgentInput.parse(own))
  const parts = ['Reader', 'Plain'].map(agent => ({ agent, instructions: 'read' }))
  bed.server.respond(playTeam({ lead: lead(...parts), read: () => say('Read.') }))
  const state = await bed.ended(await bed.assign('lead readers.'))
  const recipes = await Promise.all(
    state.children.map(async child => recipeOf(await bed.ended(child.childRunId))),
  )
  expect(
    recipes.map(({ model, fallbackModels, roles }) => ({
      model: model?.spec,
      further: fallbackModels?.map(one => one.spec),
      roles: roles && Object.entries(roles).map(([role, choice]) => [role, choice?.model?.spec]),
    })),
  ).toEqual([
    // What its agent leaves open is what the workspace's default agent says.
    {
      model: 'openai:small',
      further: ['openai:other'],
      roles: [
        ['summarise', 'openai:sum'],
        ['judge', 'openai:judge'],
      ],
    },
    { model: 'openai:test-model', further: ['openai:second'], roles: [['judge', 'openai:judge']] },
  ])
  await updateAgent(bed.actor, agentId, { fallbackModels: [], roles: {} })
  await worker.stop()
})

test('R125: a model that a run gave up is left alone by all workers for a while, then tried again', async () => {
  await updateAgent(bed.actor, agentId, { fallbackModels: ['openai:second'] })
  bed.server.respond(exchange =>
    bodyOf(exchange).model === 'test-model'
      ? { raw: { status: 503, pieces: [JSON.stringify({ error: { message: 'busy' } })] } }
      : say('By the second.'),
  )
  const work = async (): Promise<string[]> => {
    const worker = await bed.startWorker()
    const from = bed.server.exchanges.length
    await bed.ended(await bed.assign('Go on.', { limits: { attempts: 1 } }))
    await worker.stop()
    return bed.server.exchanges.slice(from).map(each => bodyOf(each).model)
  }
  expect(await work()).toEqual(['test-model', 'second'])
  expect(await work()).toEqual(['second'])
  const [rest] = await bed.db.modelRest.findMany()
  expect(rest).toMatchObject({ spec: 'openai:test-model', times: 1 })
  const [told, ...others] = (await listResting(bed.actor)).models
  expect([told, others]).toEqual([
    { spec: 'openai:test-model', until: rest?.until.toISOString(), times: 1, reason: rest?.reason },
    [],
  ])
  expect(told?.reason).toMatch(/503/)
  const past = { where: { spec: 'openai:test-model' }, data: { until: new Date(Date.now() - 1_000) } }
  await bed.db.modelRest.updateMany(past)
  expect(await work()).toEqual(['test-model', 'second'])
  expect(await bed.db.modelRest.findMany()).toMatchObject([{ times: 2 }])
  // A person says that it is there again; a stranger's word does not count.
  const stranger = { ...bed.actor, workspaceId: 'ws_elsewhere' }
  await wakeModel(stranger, { spec: 'openai:test-model' })
  expect((await listResting(bed.actor)).models).toHaveLength(1)
  expect(await wakeModel(bed.actor, { spec: 'openai:test-model' })).toEqual({ models: [] })
  expect(await work()).toEqual(['test-model', 'second'])
  expect(await bed.db.modelRest.findMany()).toMatchObject([{ times: 1 }])
})
