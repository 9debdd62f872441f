import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { RunEvent } from '../runs/events'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, results, usage } from './testing/scripted-answers'
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process'

vi.setConfig({ testTimeout: 240_000 })

const runs = 12
const steps = 30
/** How long an answer of the model takes. */
const answerMs = 150
/** No run may be held up by a restart for longer than this. */
const longestDelayMs = 2_000

let bed: EngineBed
let workers: WorkerProcess[] = []
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGTERM')
  await Promise.all(workers.map(worker => worker.exited))
  await bed.close()
})

/** Milliseconds between two events of a run that follow each other, the longest of those that began in this time. */
function longestGap(events: RunEvent[], from: number, to: number): number {
  const times = events.map(event => Date.parse(event.at))
  const gaps = times.slice(1).map((time, index) => ({ began: times[index] ?? time, time }))
  return Math.max(
    0,
    ...gaps.filter(({ began }) => began >= from && began < to).map(gap => gap.time - gap.began),
  )
}

test('R94: three workers are restarted one after the other under load: nothing is lost, no run waits for long', async () => {
  workers = await Promise.all([1, 2, 3].map(() => startWorkerProcess(bed.db)))
  bed.server.respond(async exchange => {
    await new Promise(resolve => setTimeout(resolve, answerMs))
    const step = results(exchange)
    return step < steps ? bash(`echo ${step} >> log.txt`) : { reply: { text: 'Done.', usage } }
  })
  const ids = await Promise.all(Array.from({ length: runs }, (_, index) => bed.assign(`Count, ${index}.`)))
  for (const runId of ids) await bed.until(runId, state => state.steps.length > 1)

  // What a run waits for on this machine while processes start and nobody is stopped: no fault of a restart.
  const calmFrom = Date.now()
  const old = [...workers]
  workers.push(await startWorkerProcess(bed.db))
  const restartsFrom = Date.now()
  for (const [index, worker] of old.entries()) {
    // As a careful operator does it: the new one first, then the old one.
    if (index > 0) workers.push(await startWorkerProcess(bed.db))
    worker.kill('SIGTERM')
    expect(await worker.exited).toBe(0)
    workers = workers.filter(each => each !== worker)
  }

  const calm: number[] = []
  const gaps: number[] = []
  let claims = 0
  for (const runId of ids) {
    const state = await bed.until(runId, ({ status }) => status === 'succeeded', 60_000)
    const events = await bed.events(runId)
    expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.filter(event => event.type === 'tool-finished')).toHaveLength(steps)
    expect(state.steps.map(step => step.attempts.length)).toEqual(state.steps.map(() => 1))
    calm.push(longestGap(events, calmFrom, restartsFrom))
    gaps.push(longestGap(events, restartsFrom, Number.POSITIVE_INFINITY))
    claims += events.filter(event => event.type === 'run-claimed').length
  }
  const [longest, usual] = [Math.max(...gaps), Math.max(...calm)]
  console.info(
    `rolling restart of three workers, ${runs} runs: ${claims - runs} handed over, longest pause of a run ${longest} ms, without a restart ${usual} ms`,
  )
  expect(claims).toBeGreaterThan(runs)
  // On a machine that is busy with other things a hand-over takes as much longer as everything else.
  expect(longest).toBeLessThan(longestDelayMs + 2 * usual)
})
