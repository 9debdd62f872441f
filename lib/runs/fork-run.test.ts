import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import type { Answer, Exchange } from '../engine/testing/model-server'
import { startRun } from '../tasks/start-run'
import { projectRun } from './projection'
import { readRawStep } from './raw-step'
import { readRun, readWholeLog } from './repository'
import { takeCommand } from './take-command'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const usage = { input: 100, output: 10 }
const bash = (command: string): Answer => ({
  reply: { toolCalls: [{ name: 'bash', input: { command } }], usage },
})
const done = (text: string): Answer => ({ reply: { text, usage } })

/** Answers by how many tool results the request holds; `otherwise` when those words are in it. */
function script(answers: Answer[], otherwise?: { words: string; answers: Answer[] }) {
  return ({ body }: Exchange): Answer => {
    const { messages } = body as { messages: { role: string }[] }
    const results = messages.filter(message => message.role === 'tool').length
    const play = otherwise && JSON.stringify(body).includes(otherwise.words) ? otherwise.answers : answers
    return play[results] ?? done('Done.')
  }
}

const three = [
  bash('echo one > a.txt'),
  bash('echo two > b.txt'),
  bash('echo three > c.txt'),
  done('All three.'),
]

test('R71, R72: a fork takes the files of its step along, spends for itself, and its raw steps rebuild', async () => {
  bed.server.respond(
    script(three, {
      words: 'Write d instead',
      answers: [...three.slice(0, 2), bash('echo four > d.txt'), done('With d.')],
    }),
  )
  const sourceId = await bed.assign('Write three files.')
  const source = await bed.ended(sourceId)
  const { runId } = await takeCommand(bed.actor, sourceId, {
    type: 'fork',
    step: 2,
    message: 'Write d instead',
  })
  if (!runId) throw new Error('no new run')
  const state = await bed.ended(runId)

  expect(Object.keys(source.files).sort()).toEqual(['a.txt', 'b.txt', 'c.txt'])
  expect(Object.keys(state.files).sort()).toEqual(['a.txt', 'b.txt', 'd.txt'])
  expect(state.end).toMatchObject({ reason: 'answered', result: 'With d.' })
  expect(state.created.attempt).toBe(2)

  const events = await readWholeLog(bed.actor, runId)
  const theirs = await readWholeLog(bed.actor, sourceId)
  expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
  const cut = state.fork?.fromSeq ?? 0
  const bare = ({ runId: _, ...event }: (typeof events)[number]) => event
  expect(events.slice(1, cut).map(bare)).toEqual(theirs.slice(1, cut).map(bare))

  const row = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
  const { startedAt, endedAt, lastEventAt, costMicros, ...rest } = projectRun(state)
  expect(row).toMatchObject({ ...rest, forkedFromRunId: sourceId, forkedAtStep: 2 })
  const ledger = await bed.db.usage.findMany({ where: { runId } })
  expect(ledger.map(entry => entry.step).sort()).toEqual([3, 4])
  expect(rest.inputTokens).toBe(200)
  expect(rest.outputTokens).toBe(20)

  for (const step of [1, 2, 3, 4])
    expect((await readRawStep(bed.actor, runId, step)).verified, `step ${step}`).toBe(true)
  expect((await readRun(bed.actor, runId)).forkedFrom).toEqual({ runId: sourceId, step: 2 })
  // The source is what it was.
  expect((await readWholeLog(bed.actor, sourceId)).length).toBe(theirs.length)
})

test('R72: a run that ended at its limit goes on with room, and the step before it can be done again', async () => {
  bed.server.respond(script(three))
  const agent = await bed.db.agent.findFirstOrThrow()
  await bed.db.agent.update({ where: { id: agent.id }, data: { limits: { steps: 2 } } })
  const sourceId = await bed.assign('Write three files in few steps.')
  await bed.db.agent.update({ where: { id: agent.id }, data: { limits: {} } })
  const source = await bed.ended(sourceId)
  expect(source.end?.reason).toBe('step-limit')
  const { runId = '' } = await takeCommand(bed.actor, sourceId, { type: 'fork' })
  const state = await bed.ended(runId)
  expect([state.end?.reason, state.limits.steps, Object.keys(state.files).length]).toEqual(['answered', 2, 3])

  const again = await takeCommand(bed.actor, runId, { type: 'fork', step: 3, again: true })
  const repeated = await bed.ended(again.runId ?? '')
  expect([repeated.created.attempt, repeated.fork?.fromStep, Object.keys(repeated.files).length]).toEqual([
    3, 2, 3,
  ])
  for (const step of [1, 2, 3, 4])
    expect((await readRawStep(bed.actor, again.runId ?? '', step)).verified).toBe(true)
})

test('R73: a task is worked at by one run: a live source is stopped first, and nothing else starts beside it', async () => {
  bed.server.respond(
    script([bash('echo one > a.txt'), bash('echo begun; sleep 60')], {
      words: 'Hurry',
      answers: [done('x'), done('Fast.')],
    }),
  )
  const sourceId = await bed.assign('Work slowly.')
  await bed.until(sourceId, state => state.steps.length === 2 && state.steps[1]?.repliedAt !== undefined)
  await expect(takeCommand(bed.actor, sourceId, { type: 'fork', step: 1 })).rejects.toMatchObject({
    code: 'refused',
    details: { refusal: 'run-under-way' },
  })
  const fork = { type: 'fork', step: 1, stop: true, message: 'Hurry' } as const
  const { runId = '' } = await takeCommand(bed.actor, sourceId, fork)
  const [stopped, state] = await Promise.all([bed.ended(sourceId), bed.ended(runId)])
  expect([stopped.status, state.end?.result]).toEqual(['stopped', 'Fast.'])
  const task = await bed.db.task.findUniqueOrThrow({ where: { id: state.created.taskId } })
  expect([task.latestRunId, task.status]).toEqual([runId, 'review'])

  // Of several that start at once, one does.
  const never = new Promise(() => undefined)
  bed.server.respond(() => ({ ...done('Late.'), pace: { hold: { afterPieces: 0, until: never } } }))
  const starts = await Promise.allSettled([
    startRun(bed.actor, task.id, {}),
    startRun(bed.actor, task.id, {}),
    takeCommand(bed.actor, runId, { type: 'fork' }),
  ])
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const live = await bed.db.run.findFirstOrThrow({ where: { taskId: task.id, endedAt: null } })
  await takeCommand(bed.actor, live.id, { type: 'stop' })
  await bed.ended(live.id)
})

test('R72: the fork of another model asks that model, and a raised budget is the task’s', async () => {
  bed.server.respond(script(three))
  const sourceId = await bed.assign('Write with another model.', { budget: { tokens: 100_000 } })
  await bed.ended(sourceId)
  const fork = { type: 'fork', step: 1, model: 'openai:other-model', budget: { tokens: 200_000 } } as const
  const { runId = '' } = await takeCommand(bed.actor, sourceId, fork)
  const state = await bed.ended(runId)
  expect([state.model?.spec, state.budget]).toEqual(['openai:other-model', { tokens: 200_000 }])
  const budget = await bed.db.budgetCounter.findFirstOrThrow({
    where: { budget: { scopeId: state.created.taskId } },
    include: { budget: true },
  })
  expect([budget.budget.limitTokens, budget.spentTokens, budget.reservedTokens]).toEqual([200_000n, 770n, 0n])
})
