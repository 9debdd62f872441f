import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RunEvent } from '../runs/events'
import { placeEvents } from '../runs/log/place-events'
import { appendEvents, loadRunState } from '../runs/log/repository'
import type { RunState } from '../runs/run-state'
import { assertPresent } from '../shared/assert'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, results, script, usage } from './testing/scripted-answers'
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process'
import { beginPulse, registerWorker } from './workers/repository'

// Each test starts workers as processes, and some wait for a second one to find what the first has left.
vi.setConfig({ testTimeout: 120_000 })

let bed: EngineBed
let processes: WorkerProcess[] = []
beforeAll(async () => {
  bed = await openEngineBed()
})
afterEach(async () => {
  for (const each of processes) each.kill('SIGKILL')
  await Promise.all(processes.map(each => each.exited))
  processes = []
})
afterAll(() => bed.close())

async function start(count = 1): Promise<void> {
  processes.push(...(await Promise.all(Array.from({ length: count }, () => startWorkerProcess(bed.db)))))
}

/** The process that has claimed the run. */
async function ownerOf(state: RunState): Promise<WorkerProcess> {
  const row = await bed.db.worker.findUniqueOrThrow({ where: { id: state.workerId ?? '' } })
  return assertPresent(
    processes.find(each => each.pid === row.pid),
    'owner',
  )
}

const isGapFree = (events: RunEvent[]) => events.every((event, index) => event.seq === index + 1)

/** Milliseconds from a moment to the next claim. */
function claimedAfter(events: RunEvent[], since: number): number {
  const claims = events.filter(event => event.type === 'run-claimed')
  expect(claims).toHaveLength(2)
  return Date.parse(claims[1]?.at ?? '') - since
}

const slowTool = [bash('echo one >> log.txt'), bash('sleep 2; echo two >> log.txt; cat log.txt')]

const toolScript = script(...slowTool)

function startedCalls(state: RunState): number {
  return Object.values(state.toolCalls).filter(call => call.status === 'started').length
}

/** Two workers, and a run whose second call is under way on one of them. */
async function inToolCall(): Promise<{ runId: string; midway: RunState; owner: WorkerProcess }> {
  await start(2)
  bed.server.respond(toolScript)
  const runId = await bed.assign('Log twice.')
  const midway = await bed.until(runId, state => state.steps.length === 2 && startedCalls(state) === 1)
  return { runId, midway, owner: await ownerOf(midway) }
}

describe('R21: a worker is killed', () => {
  test('in the middle of a tool call: another goes on, and what was recorded is not done again', async () => {
    const before = bed.server.exchanges.length
    const { runId, owner } = await inToolCall()
    const killedAt = Date.now()
    owner.kill('SIGKILL')
    const state = await bed.ended(runId)
    const events = await bed.events(runId)
    const takenOver = claimedAfter(events, killedAt)
    console.info(`killed in a tool call: taken over after ${takenOver} ms`)
    expect(takenOver).toBeLessThan(5_000)
    expect(isGapFree(events)).toBe(true)
    expect(state.status).toBe('succeeded')
    expect(Object.values(state.toolCalls).map(call => call.output)).toEqual(['(no output)', 'one\ntwo'])
    expect(events.filter(event => event.type === 'tool-finished')).toHaveLength(2)
    // Three steps, three requests: the recorded answers were not asked for again.
    expect(bed.server.exchanges.length - before).toBe(3)
  })

  test('in the middle of a model call: the call is made again as the next attempt', async () => {
    await start(2)
    let hung = 0
    bed.server.respond(exchange => {
      if (results(exchange) === 0) return bash('echo one > log.txt')
      hung += 1
      return hung === 1
        ? { raw: { pieces: [': wait\n\n'], ending: 'hang' } }
        : { reply: { text: 'Done.', usage } }
    })
    const runId = await bed.assign('Think.', { budget: { tokens: 1_000_000 } })
    const midway = await bed.until(runId, state => state.steps.length === 2 && hung === 1)
    const killedAt = Date.now()
    ;(await ownerOf(midway)).kill('SIGKILL')
    const state = await bed.ended(runId)
    const events = await bed.events(runId)
    const takenOver = claimedAfter(events, killedAt)
    console.info(`killed in a model call: taken over after ${takenOver} ms`)
    expect(takenOver).toBeLessThan(5_000)
    expect(isGapFree(events)).toBe(true)
    expect(state.steps.map(step => step.attempts.length)).toEqual([1, 2])
    const [lost, made] = state.steps[1]?.attempts ?? []
    expect([lost?.error?.code, lost?.lost, made?.error]).toEqual(['aborted', true, undefined])
    // Nobody heard what it used: the ledger has an estimate, as waste, and the run's figures have it too.
    const rows = await bed.db.usage.findMany({ where: { runId }, orderBy: { at: 'asc' } })
    expect(rows.map(row => [row.callId, row.waste, row.reported])).toEqual([
      [state.steps[0]?.attempts[0]?.callId, null, true],
      [lost?.callId, 'aborted', false],
      [made?.callId, null, true],
    ])
    expect(rows[1]?.inputFresh).toBeGreaterThan(500)
    expect(rows.reduce((sum, row) => sum + row.inputFresh, 0)).toBe(state.totals.inputFresh)
    // What the lost call may have cost is spent; nothing stays reserved.
    const [budget] = await bed.db.budgetCounter.findMany({
      where: { budget: { scopeId: state.created.taskId } },
    })
    expect(budget?.reservedTokens).toBe(0n)
    expect(Number(budget?.spentTokens)).toBe(2 * 110 + (lost?.reserved?.tokens ?? 0))
  })

  test('its connection with the lock is cut: it gives up at once, and the run is taken up again', async () => {
    const { runId, midway } = await inToolCall()
    const { lockKey } = await bed.db.worker.findUniqueOrThrow({ where: { id: midway.workerId ?? '' } })
    const cutAt = Date.now()
    await bed.db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lockKey}::int::oid`
    const state = await bed.ended(runId)
    const takenOver = claimedAfter(await bed.events(runId), cutAt)
    console.info(`lock lost: taken over after ${takenOver} ms`)
    expect(takenOver).toBeLessThan(5_000)
    expect(Object.values(state.toolCalls).map(call => call.output)).toEqual(['(no output)', 'one\ntwo'])
  })
})

test('R93: a worker is frozen: another goes on, and the frozen one does nothing more when it wakes', async () => {
  const { runId, owner } = await inToolCall()
  const frozenAt = Date.now()
  owner.kill('SIGSTOP')
  const state = await bed.ended(runId)
  const takenOver = claimedAfter(await bed.events(runId), frozenAt)
  console.info(`frozen in a tool call: taken over after ${takenOver} ms`)
  expect(takenOver).toBeLessThan(5_000)
  expect(Object.values(state.toolCalls).map(call => call.output)).toEqual(['(no output)', 'one\ntwo'])
  owner.kill('SIGCONT')
  // It has let go of the run, and takes the next one when it is alone.
  for (const each of processes) if (each !== owner) each.kill('SIGKILL')
  bed.server.respond(() => ({ reply: { text: 'Awake.', usage } }))
  expect((await bed.ended(await bed.assign('Wake up.'))).end?.result).toBe('Awake.')
  expect((await bed.events(runId)).at(-1)?.seq).toBe(state.seq)
})

describe('R31: a worker is asked to stop', () => {
  test('in the middle of a tool call: the call ends, and the next worker has what it did', async () => {
    const { runId, owner } = await inToolCall()
    const askedAt = Date.now()
    owner.kill('SIGTERM')
    const state = await bed.ended(runId)
    const handedOver = claimedAfter(await bed.events(runId), askedAt)
    console.info(`rolling restart in a tool call: handed over after ${handedOver} ms`)
    expect(handedOver).toBeLessThan(5_000)
    expect(await owner.exited).toBe(0)
    const finished = (await bed.events(runId)).filter(event => event.type === 'tool-finished')
    expect(finished).toHaveLength(2)
    expect(state.status).toBe('succeeded')
  })

  test('in the middle of a call that would take minutes: it is ended, told so, and made again', async () => {
    await start(2)
    let calls = 0
    bed.server.respond(() => {
      calls += 1
      return calls === 1
        ? { raw: { pieces: [': wait\n\n'], ending: 'hang' } }
        : { reply: { text: 'Done.', usage } }
    })
    const runId = await bed.assign('Think.')
    const midway = await bed.until(runId, () => calls === 1)
    const owner = await ownerOf(midway)
    const askedAt = Date.now()
    owner.kill('SIGTERM')
    const state = await bed.ended(runId)
    const handedOver = claimedAfter(await bed.events(runId), askedAt)
    console.info(`rolling restart in a model call: handed over after ${handedOver} ms`)
    expect(handedOver).toBeLessThan(6_000)
    expect(state.steps[0]?.attempts.map(attempt => attempt.error?.code)).toEqual(['aborted', undefined])
    expect(await owner.exited).toBe(0)
  })
})

test('R20: a worker whose run was claimed by another writes nothing more', async () => {
  const worker = await bed.startWorker()
  // Another live worker: a row, and its lock held on a connection.
  const ghost = new Client({ connectionString: bed.url })
  ghost.on('error', () => undefined)
  await ghost.connect()
  const row = { id: 'worker_ghost', host: 'elsewhere', pid: 1, version: '0', slots: 1 }
  await registerWorker(ghost, row)
  beginPulse(ghost, () => undefined)
  const gate = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  bed.server.respond(async () => {
    arrived.resolve()
    await gate.promise
    return bash('echo late > late.txt')
  })
  const runId = await bed.assign('Be overtaken.')
  await arrived.promise
  const state = assertPresent(await loadRunState(bed.db, runId), 'state')
  const claim = {
    type: 'run-claimed' as const,
    actor: { kind: 'worker' as const, id: row.id, name: 'Worker' },
    data: { workerId: row.id },
  }
  await appendEvents(bed.db, state, placeEvents(runId, state.seq, [claim], new Date().toISOString()))
  gate.resolve()
  await worker.stop()
  expect((await bed.events(runId)).map(event => event.type)).toEqual([
    'run-created',
    'run-claimed',
    'model-called',
    'run-claimed',
  ])
  // The other one dies: now the run is free again.
  bed.server.respond(() => ({ reply: { text: 'Done.', usage } }))
  const next = await bed.startWorker()
  await ghost.end()
  expect((await bed.ended(runId)).end?.result).toBe('Done.')
  await next.stop()
})

test('R21: a worker that goes on after its connection was cut takes up what it let go, even when others stand in line', async () => {
  const worker = await bed.startWorker({ slots: 1 })
  const gate = Promise.withResolvers<void>()
  bed.server.respond(async () => {
    await gate.promise
    return { reply: { text: 'Done.', usage } }
  })
  const first = await bed.assign('Be let go.')
  const midway = await bed.until(first, state => state.steps.length === 1)
  const second = await bed.assign('Stand in line.')
  const { lockKey } = await bed.db.worker.findUniqueOrThrow({ where: { id: midway.workerId ?? '' } })
  await bed.db.$executeRaw`
    SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lockKey}::int::oid`
  await bed.until(first, state => state.seq > midway.seq)
  gate.resolve()
  for (const runId of [first, second]) expect((await bed.ended(runId)).end?.result).toBe('Done.')
  await worker.stop()
})

describe('R29: a wake-up is lost', () => {
  const forget = (runId: string) =>
    bed.db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'runs' AND data->>'runId' = ${runId}`

  test('before anybody took it: the run is found and started', async () => {
    bed.server.respond(() => ({ reply: { text: 'Found.', usage } }))
    const runId = await bed.assign('Be forgotten.')
    expect(await forget(runId)).toBe(1)
    const worker = await bed.startWorker()
    const state = await bed.until(runId, ({ status }) => status === 'succeeded')
    expect(state.end?.result).toBe('Found.')
    await worker.stop()
  })

  test('between two attempts: the run goes on when its time has come', async () => {
    const worker = await bed.startWorker()
    let calls = 0
    bed.server.respond(() => {
      calls += 1
      const headers = { 'retry-after': '8' }
      if (calls === 1) return { raw: { status: 429, headers, pieces: ['{"error":{"message":"slow"}}'] } }
      return { reply: { text: 'Found.', usage } }
    })
    const runId = await bed.assign('Be forgotten.')
    const waiting = await bed.until(runId, ({ status }) => status === 'waiting')
    const due = Date.parse(waiting.waiting?.until ?? '')
    while ((await forget(runId)) === 0);
    const state = await bed.until(runId, ({ status }) => status === 'succeeded')
    expect(Date.parse(state.steps[0]?.attempts[1]?.calledAt ?? '')).toBeGreaterThanOrEqual(due - 50)
    await worker.stop()
  })
})
