// Whatever a person can choose for a task, a template carries too, whoever starts it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBatch } from '../batches/change-batch'
import { fillBatches } from '../batches/fill-batches'
import { readBatch } from '../batches/repository'
import { createBatchInput } from '../batches/schema'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { commandRun } from '../runs/command-run'
import { closeRunHub, runHub } from '../runs/hub'
import { createSchedule, fireNow } from '../schedules/change-schedule'
import { createScheduleInput } from '../schedules/schema'
import { readTask } from '../tasks/repository'
import { startRun } from '../tasks/start-run'
import { templateFromTask } from '../templates/from-task'
import { createTemplate, updateTemplate } from '../templates/repository'
import { createTemplateInput } from '../templates/schema'
import { assignFromTemplate } from '../templates/use-template'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(async () => {
  await closeRunHub()
  await bed.close()
})

const choices = {
  budget: { tokens: 50_000 },
  checks: [{ type: 'file', path: 'report.md', exists: true, required: true }],
  limits: { steps: 7, depth: 0 },
  fallbackModels: ['openai:second'],
  planGate: true,
} as const

/** What the newest run of a task was frozen with. */
async function frozen(taskId: string) {
  const { runs } = await readTask(bed.actor, taskId)
  const [created] = await bed.events(runs[0]?.id ?? '')
  if (created?.type !== 'run-created') throw new Error('There is no such run.')
  const { checks, limits, fallbackModels, planGate, budget } = created.data.recipe
  return {
    checks,
    budget,
    planGate,
    limits: { steps: limits.steps, depth: limits.depth },
    fallbackModels: fallbackModels?.map(model => model.spec),
  }
}

const place = (name: string) =>
  createTemplate(
    bed.actor,
    createTemplateInput.parse({
      name,
      instructions: 'Look at {{place}}',
      inputs: [{ name: 'place' }],
      ...choices,
    }),
  )

test('a task of a template has its checks, limits, gate and further models, and gives them back (R80)', async () => {
  const made = await place('Whole')
  expect(made).toMatchObject(choices)
  const { task } = await assignFromTemplate(bed.actor, made.id, {
    inputs: { place: 'Oslo' },
    files: [],
    start: true,
  })
  expect(await frozen(task.id)).toEqual(choices)
  expect(await templateFromTask(bed.actor, task.id, 'Again')).toMatchObject(choices)

  await commandRun(bed.actor, (await readTask(bed.actor, task.id)).runs[0]?.id ?? '', { type: 'stop' })
  await startRun(bed.actor, task.id, {})
  expect(await frozen(task.id)).toEqual(choices)

  const plain = await updateTemplate(bed.actor, made.id, { fallbackModels: null, limits: {}, checks: [] })
  expect(plain).toMatchObject({ fallbackModels: null, limits: {}, checks: [], planGate: true })
})

test('a schedule carries them with a template and with plain words, a batch with each row (R81, R86)', async () => {
  const made = await place('Carried')
  const timing = { kind: 'every', minutes: 60 } as const
  for (const work of [
    { template: made.id, inputs: { place: 'Rome' } },
    { instructions: 'Look at Rome', ...choices },
  ]) {
    const schedule = await createSchedule(
      bed.actor,
      createScheduleInput.parse({ name: 'Carrier', timing, work }),
    )
    const { fires } = await fireNow(bed.actor, schedule.id)
    expect(await frozen(fires[0]?.taskId ?? '')).toEqual(choices)
  }
  const input = createBatchInput.parse({ name: 'Rows', template: made.id, rows: [{ place: 'Lima' }] })
  const batch = await createBatch(bed.actor, input)
  await fillBatches()
  const { rows } = await readBatch(bed.actor, batch.id)
  expect(await frozen(rows[0]?.taskId ?? '')).toEqual(choices)
})

test('a batch of an older version, whose template says less, still starts its rows', async () => {
  const made = await place('Older')
  const input = createBatchInput.parse({ name: 'Old rows', template: made.id, rows: [{ place: 'Lima' }] })
  const batch = await createBatch(bed.actor, input)
  const { title, instructions, inputs, agent, model, skills, budget, priority, files } = made
  const template = { title, instructions, inputs, agent, model, skills, budget, priority, files }
  await bed.db.batch.update({ where: { id: batch.id }, data: { template } })
  await fillBatches()
  const { rows } = await readBatch(bed.actor, batch.id)
  expect(await frozen(rows[0]?.taskId ?? '')).toMatchObject({ planGate: undefined, checks: undefined })
})

test('a check of a template takes no values: whoever calls would write a command (R80)', async () => {
  const input = createTemplateInput.parse({
    name: 'Unsafe',
    instructions: 'Look at {{place}}',
    inputs: [{ name: 'place' }],
    checks: [{ type: 'command', command: 'test -f {{place}}' }],
  })
  await expect(createTemplate(bed.actor, input)).rejects.toMatchObject({
    code: 'invalid-input',
    message: 'Checks take no values: write {{place}} into the instructions only.',
  })
})

test('open pages are told of what changes without a run', async () => {
  const heard: string[] = []
  const stop = (await runHub()).watchWorkspace(bed.actor.workspaceId, {
    onMoved: () => undefined,
    onChanged: what => void heard.push(what),
  })
  const made = await place('Heard')
  await expect.poll(() => heard).toEqual(['templates'])
  const timing = { kind: 'every', minutes: 60 } as const
  const work = { template: made.id, inputs: { place: 'Rome' } }
  await createSchedule(bed.actor, createScheduleInput.parse({ name: 'Heard', timing, work }))
  await expect.poll(() => heard).toEqual(['templates', 'schedules'])
  stop()
})
