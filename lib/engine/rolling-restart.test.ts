import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { RunEvent } from '../runs/events'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, results, usage } from './testing/scripted-answers'
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process'

vi.setConfig({ testTimeout: 120_000 })

const runs = 12
const steps = 30
/** How long an answer of the model takes. */
const answerMs = 150
/** No run may be held up longer than this. */
const longestGapMs = 2_000

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

/** Milliseconds between two events of a run that follow each other, the longest. */
function longestGap(events: RunEvent[]): number {
  const times = events.map(event => Date.parse(event.at))
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)))
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

  for (const old of [...workers]) {
    // As a careful operator does it: the new one first, then the old one.
    workers.push(await startWorkerProcess(bed.db))
    old.kill('SIGTERM')
    expect(await old.exited).toBe(0)
    workers = workers.filter(worker => worker !== old)
  }

  const gaps: number[] = []
  let claims = 0
  for (const runId of ids) {
    const state = await bed.until(runId, ({ status }) => status === 'succeeded', 60_000)
    const events = await bed.events(runId)
    expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.filter(event => event.type === 'tool-finished')).toHaveLength(steps)
    expect(state.steps.map(step => step.attempts.length)).toEqual(state.steps.map(() => 1))
    gaps.push(longestGap(events))
    claims += events.filter(event => event.type === 'run-claimed').length
  }
  console.info(
    `rolling restart of three workers, ${runs} runs: ${claims - runs} handed over, longest pause of a run ${Math.max(...gaps)} ms`,
  )
  expect(claims).toBeGreaterThan(runs)
  expect(Math.max(...gaps)).toBeLessThan(longestGapMs)
})
