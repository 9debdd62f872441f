// The clock of a worker, or that of everybody, jumps an hour ahead and back: no run waits for that hour, and none ends by it.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runQueue } from '../queue/sender'
import type { RunEvent } from '../runs/events'
import { placeEvents } from '../runs/log/place-events'
import { appendEvents, loadRunState } from '../runs/log/repository'
import { assertPresent } from '../shared/assert'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, results, usage } from './testing/scripted-answers'
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process'
import { sweepLostWakeUps } from './workers/repository'

const shiftClock = join(import.meta.dirname, 'testing', 'shift-clock.mjs')
const hour = 3_600_000

let bed: EngineBed
const processes: WorkerProcess[] = []
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(async () => {
  for (const each of processes) each.kill('SIGKILL')
  await Promise.all(processes.map(each => each.exited))
  await bed.close()
})

async function start(...flags: string[]): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(bed.db, flags)
  processes.push(worker)
  return worker
}

/** The farthest that an event of the log lies ahead of this machine's clock, milliseconds. */
const ahead = (events: RunEvent[]): number =>
  Math.max(...events.map(event => Date.parse(event.at))) - Date.now()

test('R96: a worker whose clock jumps an hour ahead and back keeps the time of the others', async () => {
  const worker = await start('--import', shiftClock)
  let refused = 0
  bed.server.respond(exchange => {
    const step = results(exchange)
    if (step < 3) return bash(`echo ${step} >> log.txt`)
    refused += 1
    const headers = { 'retry-after': '4' }
    if (refused === 1) return { raw: { status: 429, headers, pieces: ['{"error":{"message":"slow"}}'] } }
    return { reply: { text: 'Done.', usage } }
  })
  worker.kill('SIGUSR2')
  // Shorter than the jump: a worker that believed its own clock would end the run at once.
  const runId = await bed.assign('Keep time.', { limits: { wallMs: hour / 2 } })
  const waiting = await bed.until(runId, state => state.waiting?.for === 'retry')
  const until = Date.parse(waiting.waiting?.until ?? '')
  expect(until - Date.parse(waiting.lastEventAt)).toBeLessThan(60_000)
  expect(ahead(await bed.events(runId))).toBeLessThan(60_000)
  worker.kill('SIGUSR2')
  const state = await bed.ended(runId)
  expect(state).toMatchObject({ status: 'succeeded', end: { result: 'Done.' } })
  expect(refused).toBe(2)
  expect(state.steps.map(step => step.attempts.length)).toEqual([1, 1, 1, 2])
  worker.kill('SIGTERM')
  await worker.exited
})

test('R96: the clock of the database was an hour ahead when a run began to wait, and is set back', async () => {
  bed.server.respond(() => ({ reply: { text: 'Done.', usage } }))
  const runId = await bed.assign('Wait for the sun.')
  const state = assertPresent(await loadRunState(bed.db, runId), 'state')
  const at = new Date(Date.now() + hour).toISOString()
  const until = new Date(Date.now() + hour + 5_000).toISOString()
  const actor = { kind: 'worker', id: 'worker_ahead', name: 'Worker' } as const
  const waiting = placeEvents(
    runId,
    state.seq,
    [
      { type: 'run-claimed', actor, data: { workerId: actor.id } },
      { type: 'run-waiting', actor, data: { for: 'retry', reason: 'Slow.', until } },
    ],
    at,
  )
  await appendEvents(bed.db, state, waiting)
  const { workspaceId } = bed.actor
  const queue = await runQueue()
  await bed.db.$executeRaw`DELETE FROM pgboss.job WHERE data->>'runId' = ${runId}`
  await queue.wake(bed.db, runId, workspaceId, { at: new Date(until) })
  await sweepLostWakeUps(bed.db, queue)
  // Looked at again before anybody has taken it: one wake-up is enough.
  await sweepLostWakeUps(bed.db, queue)
  const wakeUps = await bed.db.$queryRaw<{ due: boolean }[]>`
    SELECT start_after <= now() + interval '1 minute' AS due FROM pgboss.job WHERE data->>'runId' = ${runId}
    ORDER BY start_after`
  expect(wakeUps).toEqual([{ due: true }, { due: false }])
  await start()
  expect((await bed.ended(runId)).end?.result).toBe('Done.')
})
