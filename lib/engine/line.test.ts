import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Actor } from '../accounts/actor'
import { commandRun } from '../runs/command-run'
import { placesInLine } from '../runs/line/places'
import { isEnded } from '../runs/rules'
import { createTask } from '../tasks/create-task'
import { createTaskInput } from '../tasks/schema'
import { createWorkspace } from '../workspaces/create-workspace'
import { changeWorkspace } from '../workspaces/repository'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer } from './testing/model-server'
import { bash, results, usage } from './testing/scripted-answers'
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process'
import { startWorker } from './worker'

vi.setConfig({ testTimeout: 120_000 })

let bed: EngineBed
let stops: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  bed = await openEngineBed()
  await stopSamples(bed.actor)
})
beforeEach(() => changeWorkspace(bed.actor, { concurrency: 200 }))
afterEach(async () => {
  await Promise.all(stops.map(stop => stop()))
  stops = []
})
afterAll(() => bed.close())

async function work(slots: number): Promise<void> {
  const worker = await startWorker(bed.url, { keepDatabase: true, slots })
  stops.push(() => worker.stop())
}

async function workProcesses(count: number, slots: number): Promise<void> {
  process.env.REEF_WORKER_SLOTS = String(slots)
  const started = await Promise.all(Array.from({ length: count }, () => startWorkerProcess(bed.db)))
  delete process.env.REEF_WORKER_SLOTS
  stops.push(
    ...started.map((each: WorkerProcess) => () => {
      each.kill('SIGTERM')
      return each.exited
    }),
  )
}

/** The sample with which a workspace begins would take a slot. */
async function stopSamples(actor: Actor): Promise<void> {
  const samples = await bed.db.run.findMany({ where: { workspaceId: actor.workspaceId } })
  for (const { id } of samples) await commandRun(actor, id, { type: 'stop' })
}

async function neighbour(name: string): Promise<Actor> {
  const { id } = await createWorkspace(bed.actor, name)
  const member = await bed.db.member.findFirstOrThrow({ where: { workspaceId: id } })
  const actor = { ...bed.actor, workspaceId: id, memberId: member.id }
  await stopSamples(actor)
  return actor
}

async function assign(actor: Actor, instructions: string, priority = 0): Promise<string> {
  const { run } = await createTask(actor, createTaskInput.parse({ instructions, priority }))
  return run?.id ?? ''
}

const done: Answer = { reply: { text: 'Done.', usage } }

/** Ids in the order in which they began. */
async function inOrder(runIds: string[]): Promise<string[]> {
  const rows = await bed.db.run.findMany({ where: { id: { in: runIds } }, orderBy: { startedAt: 'asc' } })
  return rows.map(row => row.id)
}

/**
 * Counts the runs at work after each change, in the transaction of the change: what the database itself saw, not what
 * somebody happened to look at.
 */
async function countAtWork(): Promise<() => Promise<number>> {
  await bed.db.$executeRaw`CREATE TABLE IF NOT EXISTS "Seen" ("runs" int)`
  await bed.db.$executeRaw`TRUNCATE "Seen"`
  await bed.db.$executeRaw`
    CREATE OR REPLACE FUNCTION note_running() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO "Seen" SELECT count(*) FROM "Run" WHERE "status" = 'running' AND "workspaceId" = NEW."workspaceId";
      RETURN NULL; END $$`
  await bed.db.$executeRaw`
    CREATE OR REPLACE TRIGGER note_running AFTER UPDATE OF "status" ON "Run" FOR EACH ROW
      WHEN (OLD."status" <> 'running' AND NEW."status" = 'running') EXECUTE FUNCTION note_running()`
  return async () => {
    const rows = await bed.db.$queryRaw<{ most: number }[]>`SELECT max("runs")::int AS most FROM "Seen"`
    await bed.db.$executeRaw`DROP TRIGGER note_running ON "Run"`
    return rows[0]?.most ?? 0
  }
}

test('R90: three workers keep exactly to the limit of a workspace, and all gets done', async () => {
  await changeWorkspace(bed.actor, { concurrency: 2 })
  let atOnce = 0
  let most = 0
  bed.server.respond(async exchange => {
    atOnce += 1
    most = Math.max(most, atOnce)
    await new Promise(resolve => setTimeout(resolve, 40))
    atOnce -= 1
    return results(exchange) === 0 ? bash('echo one > log.txt') : done
  })
  const seen = await countAtWork()
  const runs = await Promise.all(Array.from({ length: 24 }, (_, index) => bed.assign(`Number ${index}.`)))
  await workProcesses(3, 1)
  for (const runId of runs) expect((await bed.ended(runId)).status).toBe('succeeded')
  expect([await seen(), most]).toEqual([2, 2])
  const workers = await bed.db.event.findMany({
    where: { runId: { in: runs }, type: 'run-claimed' },
    select: { data: true },
  })
  // Each claimed once, and by more than one worker.
  expect(workers).toHaveLength(24)
  expect(new Set(workers.map(({ data }) => JSON.stringify(data))).size).toBeGreaterThan(1)
})

test('R90: a waiting run holds no place, and takes one again when it goes on', async () => {
  await changeWorkspace(bed.actor, { concurrency: 1 })
  bed.server.respond(exchange =>
    JSON.stringify(exchange.body).includes('Ask me.') && results(exchange) === 0
      ? { reply: { toolCalls: [{ name: 'ask', input: { question: 'Which?' } }], usage } }
      : done,
  )
  const seen = await countAtWork()
  await work(10)
  const asking = await bed.assign('Ask me.')
  await bed.until(asking, state => state.status === 'waiting')
  const other = await bed.assign('Go on meanwhile.')
  await bed.ended(other)
  await commandRun(bed.actor, asking, { type: 'answer', text: 'This.' })
  expect((await bed.ended(asking)).status).toBe('succeeded')
  expect(await seen()).toBe(1)
})

test('R91: a workspace with many runs in line does not hold up another', async () => {
  const neighbourActor = await neighbour('Next door')
  let answered = 0
  const stop = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  bed.server.respond(async () => {
    answered += 1
    if (answered > 4) {
      stop.resolve()
      await gate.promise
    }
    return done
  })
  const crowd = await Promise.all(Array.from({ length: 120 }, (_, index) => bed.assign(`Crowd ${index}.`)))
  await work(2)
  // Both places are taken, and held until the few stand in line too.
  await stop.promise
  const few = await Promise.all(['a', 'b', 'c'].map(name => assign(neighbourActor, name)))
  gate.resolve()
  for (const runId of few) await bed.ended(runId)
  const [last] = await bed.db.run.findMany({
    where: { id: { in: few } },
    orderBy: { startedAt: 'desc' },
    take: 1,
  })
  const before = await bed.db.run.count({
    where: { id: { in: crowd }, startedAt: { lt: last?.startedAt ?? new Date(0) } },
  })
  console.info(`three runs beside 120: ${before} of the others began before the last of them`)
  expect(before).toBeLessThan(15)
  for (const runId of crowd) await bed.until(runId, state => isEnded(state.status))
})

test('R91: urgent before usual before what can wait, then the older first; the line says so', async () => {
  await changeWorkspace(bed.actor, { concurrency: 1 })
  const gate = Promise.withResolvers<void>()
  bed.server.respond(async () => {
    await gate.promise
    return done
  })
  await work(10)
  const first = await bed.assign('Takes the place.')
  await bed.until(first, state => state.status === 'running')
  const runs: string[] = []
  for (const priority of [-2, 0, 0, 2]) runs.push(await assign(bed.actor, `Priority ${priority}.`, priority))
  const [low, usual, later, urgent] = runs as [string, string, string, string]
  const expected = [urgent, usual, later, low]
  // Longer than every worker needs to look at the line.
  await new Promise(resolve => setTimeout(resolve, 1_500))
  expect(await placesInLine(bed.actor.workspaceId)).toEqual(
    new Map(expected.map((id, index) => [id, index + 1])),
  )
  gate.resolve()
  for (const runId of runs) await bed.ended(runId)
  expect(await inOrder(runs)).toEqual(expected)
})

test('R90: a limit that is raised lets the next ones begin, one that is lowered lets those at work end', async () => {
  await changeWorkspace(bed.actor, { concurrency: 1 })
  const gate = Promise.withResolvers<void>()
  bed.server.respond(async () => {
    await gate.promise
    return done
  })
  await work(10)
  const runs = await Promise.all(['one', 'two', 'three', 'four'].map(name => bed.assign(name)))
  const atWork = () => bed.db.run.count({ where: { id: { in: runs }, status: 'running' } })
  await vi.waitFor(async () => expect(await atWork()).toBe(1), { timeout: 45_000 })
  await changeWorkspace(bed.actor, { concurrency: 3 })
  await vi.waitFor(async () => expect(await atWork()).toBe(3), { timeout: 45_000 })
  await changeWorkspace(bed.actor, { concurrency: 1 })
  gate.resolve()
  for (const runId of runs) await bed.ended(runId)
})
