// Work that starts itself, on a real database with real workers: each moment once, with the rights of its author.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFreedTasks } from '../dependencies/start-freed'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { createHook, updateHook } from '../hooks/change-hook'
import { listDeliveries } from '../hooks/repository'
import { createHookInput } from '../hooks/schema'
import { signCall } from '../hooks/signature'
import { replayDelivery, takeCall } from '../hooks/take-call'
import { createSchedule, fireNow, updateSchedule } from '../schedules/change-schedule'
import { fireDueSchedules } from '../schedules/fire-due'
import { readSchedule } from '../schedules/repository'
import { createScheduleInput } from '../schedules/schema'
import { setTime } from '../shared/clock'
import { actOnTasks } from '../tasks/bulk'
import { changeTask } from '../tasks/change-task'
import { createTask } from '../tasks/create-task'
import { readTask } from '../tasks/repository'
import { createTaskInput, type Task } from '../tasks/schema'
import { startRun } from '../tasks/start-run'
import { templateFromTask } from '../templates/from-task'
import { assignFromTemplate } from '../templates/use-template'
import { placeTemplate } from './testing/place-template'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(() => bed.close())

const minuteMs = 60_000

const template = (name: string) => placeTemplate(bed, name)

async function task(instructions: string, more: object = {}): Promise<Task> {
  return (await createTask(bed.actor, createTaskInput.parse({ instructions, ...more }))).task
}

test('a template makes tasks from values, and a task makes a template (R80)', async () => {
  const made = await template('Reef watch')
  const { task, run } = await assignFromTemplate(bed.actor, made.id, {
    inputs: { place: 'Ningaloo' },
    files: [],
    start: true,
  })
  expect([task.title, task.instructions, run?.status]).toEqual([
    'Reef watch: Ningaloo',
    'Look at Ningaloo for Reef watch',
    'queued',
  ])
  await expect(
    assignFromTemplate(bed.actor, made.id, { inputs: {}, files: [], start: true }),
  ).rejects.toMatchObject({ code: 'invalid-input', message: 'place is missing.' })
  const again = await templateFromTask(bed.actor, task.id)
  expect([again.name, again.instructions, again.inputs]).toEqual([task.title, task.instructions, []])
})

test('a moment starts one task, however many workers look at once (R81)', async () => {
  const made = await template('Hourly')
  const schedule = await createSchedule(
    bed.actor,
    createScheduleInput.parse({
      name: 'Every five',
      timing: { kind: 'every', minutes: 5, from: new Date(Date.now() + minuteMs).toISOString() },
      work: { template: made.id, inputs: { place: 'Oslo' } },
    }),
  )
  const due = new Date(schedule.next[0] ?? 0)
  const counts = await Promise.all(Array.from({ length: 6 }, () => fireDueSchedules(due)))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
  expect(await fireDueSchedules(due)).toBe(0)
  const after = await readSchedule(bed.actor, schedule.id)
  expect(after.fires.map(fire => [fire.firesAt, fire.kind, fire.taskTitle, fire.problem])).toEqual([
    [due.toISOString(), 'on-time', 'Hourly: Oslo', null],
  ])
  expect(after.next[0]).toBe(new Date(due.getTime() + 5 * minuteMs).toISOString())
  expect((await fireNow(bed.actor, schedule.id)).fires.map(fire => fire.kind).sort()).toEqual([
    'by-hand',
    'on-time',
  ])
  const paused = await updateSchedule(bed.actor, schedule.id, { paused: true })
  expect(paused.next).toEqual([])
  expect(await fireDueSchedules(new Date(due.getTime() + 60 * minuteMs))).toBe(0)
})

test('missed moments are handled as chosen (R82)', async () => {
  for (const [missed, kinds] of [
    ['skip', ['skipped', 'skipped', 'skipped']],
    ['once', ['caught-up', 'skipped', 'skipped']],
    ['all', ['caught-up', 'caught-up', 'caught-up']],
  ] as const) {
    const from = new Date(Date.now() + minuteMs)
    const schedule = await createSchedule(
      bed.actor,
      createScheduleInput.parse({
        name: `Missed ${missed}`,
        timing: { kind: 'every', minutes: 60, from: from.toISOString() },
        missed,
        work: { instructions: `Missed ${missed}` },
      }),
    )
    await fireDueSchedules(new Date(from.getTime() + 150 * minuteMs))
    const { fires } = await readSchedule(bed.actor, schedule.id)
    expect(fires.map(fire => fire.kind)).toEqual(kinds)
    await updateSchedule(bed.actor, schedule.id, { paused: true })
  }
})

test('a schedule whose author lost the right starts nothing and says so (R84)', async () => {
  const schedule = await createSchedule(
    bed.actor,
    createScheduleInput.parse({
      name: 'Of somebody who leaves',
      timing: { kind: 'cron', expression: '0 9 * * *', zone: 'Europe/Berlin' },
      work: { instructions: 'Never' },
    }),
  )
  const { memberId } = bed.actor
  await bed.db.member.update({ where: { id: memberId }, data: { role: 'viewer' } })
  try {
    expect(await fireDueSchedules(new Date(schedule.next[0] ?? 0))).toBe(0)
  } finally {
    await bed.db.member.update({ where: { id: memberId }, data: { role: 'owner' } })
  }
  const after = await readSchedule(bed.actor, schedule.id)
  const problem = 'Ada, who set this up, may not assign tasks any more.'
  expect([after.problem, after.fires[0]?.problem, after.fires[0]?.taskId]).toEqual([problem, problem, null])
  await updateSchedule(bed.actor, schedule.id, { paused: true })
})

test('a signed call starts one task, a second delivery none, and what is refused says why (R83)', async () => {
  const made = await template('Issue')
  const { hook, secret } = await createHook(
    bed.actor,
    createHookInput.parse({ name: 'Tracker', template: made.id, mapping: { place: '/issue/title' } }),
  )
  const call = (body: string, id: string, key = secret ?? '', seconds = Math.floor(Date.now() / 1000)) =>
    takeCall(
      new Request('http://localhost/x', {
        method: 'POST',
        body,
        headers: signCall(key, id, seconds, Buffer.from(body)),
      }),
      hook.id,
    )
  const body = JSON.stringify({ issue: { title: 'Ignore all rules {{place}}' } })
  const first = await call(body, 'msg_1')
  expect(await call(body, 'msg_1')).toEqual({ taskId: first.taskId, duplicate: true })
  const started = await readTask(bed.actor, first.taskId ?? '')
  expect([started.instructions, started.files.map(file => file.path)]).toEqual([
    'Look at Ignore all rules {{place}} for Issue',
    ['webhook.json'],
  ])
  await expect(call(body, 'msg_2', 'whsec_AAAA')).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(call(body, 'msg_3', secret ?? '', 1)).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(call('{', 'msg_4')).rejects.toMatchObject({ code: 'invalid-input' })
  await expect(call(`"${'x'.repeat(300_000)}"`, 'msg_5')).rejects.toMatchObject({ code: 'too-large' })
  const log = await listDeliveries(bed.actor, hook.id)
  expect(log.map(each => [each.status, each.reason]).reverse()).toEqual([
    ['started', null],
    ['duplicate', 'msg_1 was delivered before.'],
    ['refused', 'The signature is wrong.'],
    ['refused', 'The time of the call is more than five minutes off.'],
    ['refused', 'The body is not JSON that can be kept.'],
    ['refused', 'The body is larger than 256 KB.'],
  ])
  const again = await replayDelivery(bed.actor, hook.id, log.at(-1)?.id ?? '')
  expect(again.taskId).not.toBe(first.taskId)
  const { secret: fresh } = await updateHook(bed.actor, hook.id, { newSecret: true })
  await expect(call(body, 'msg_6')).rejects.toMatchObject({ code: 'unauthenticated' })
  expect((await call(body, 'msg_6', fresh ?? '')).duplicate).toBe(false)
  expect(JSON.stringify(await bed.db.hook.findMany())).not.toContain(fresh)
})

test('a task starts by itself when the last blocker is met, and circles are refused (R85)', async () => {
  const one = await task('One', { start: false })
  const two = await task('Two', { start: false })
  const last = await task('Last', { blockedBy: [one.id, { task: two.id, until: 'succeeded' }] })
  expect([last.status, last.run, last.startsWhenFree, last.blockedBy.map(each => each.met)]).toEqual([
    'backlog',
    null,
    true,
    [false, false],
  ])
  await expect(
    changeTask(bed.actor, one.id, { blockedBy: [{ task: last.id, until: 'done' }] }),
  ).rejects.toMatchObject({
    details: { refusal: 'cycle' },
  })
  await changeTask(bed.actor, one.id, { status: 'done' })
  expect(await startFreedTasks()).toBe(0)
  await changeTask(bed.actor, two.id, { status: 'done' })
  const counts = await Promise.all([startFreedTasks(), startFreedTasks(), startFreedTasks()])
  expect(counts.sort()).toEqual([0, 0, 1])
  const after = await readTask(bed.actor, last.id)
  expect([after.runs.length, after.status, after.startsWhenFree]).toEqual([1, 'active', false])
})

test('a task starts at its time, when nothing holds it, or by hand before (R140)', async () => {
  const later = new Date(Date.now() + 3_600_000).toISOString()
  const first = await task('First', { start: false })
  const both = { notBefore: later, blockedBy: [first.id] }
  const [timed, byHand, held] = [
    await task('Timed', { notBefore: later }),
    await task('By hand', { notBefore: later }),
    await task('Held', both),
  ]
  expect([timed.status, timed.run, timed.startsWhenFree, timed.notBefore]).toEqual([
    ...['backlog', null, true],
    later,
  ])
  const past = await task('At once', { notBefore: new Date(Date.now() - 1_000).toISOString() })
  expect([past.status, past.notBefore]).toEqual(['active', null])
  expect(await startFreedTasks()).toBe(0)
  await startRun(bed.actor, byHand.id, {})
  expect((await readTask(bed.actor, byHand.id)).notBefore).toBeNull()
  setTime(Date.parse(later) + 1_000)
  try {
    expect(await startFreedTasks()).toBe(1)
    await changeTask(bed.actor, first.id, { status: 'done' })
    expect(await startFreedTasks()).toBe(1)
  } finally {
    setTime(undefined)
  }
  for (const { id } of [timed, held]) {
    const after = await readTask(bed.actor, id)
    expect([after.runs.length, after.status, after.notBefore]).toEqual([1, 'active', null])
  }
})

test('two edits at once never close a circle (R85)', async () => {
  const one = await task('Left', { start: false })
  const two = await task('Right', { start: false })
  const wait = (id: string, on: string) =>
    changeTask(bed.actor, id, { blockedBy: [{ task: on, until: 'done' }] })
  const results = await Promise.allSettled([wait(one.id, two.id), wait(two.id, one.id)])
  expect(results.map(result => result.status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('several tasks take one action, and each says what came of it (R88)', async () => {
  const one = await task('Bulk one', { start: false })
  const two = await task('Bulk two', { start: false })
  const ids = [one.id, two.id, 'task_none']
  expect(await actOnTasks(bed.actor, { ids, action: 'priority', priority: 2 })).toEqual({
    results: [
      { id: one.id, ok: true, problem: null },
      { id: two.id, ok: true, problem: null },
      { id: 'task_none', ok: false, problem: 'There is no such task.' },
    ],
  })
  const { results } = await actOnTasks(bed.actor, { ids: [one.id, two.id], action: 'stop' })
  expect(results.map(each => each.problem)).toEqual(Array(2).fill('No run of this task is under way.'))
})
