// The worker is killed in the middle of a run: the run finishes, its log has no gap, and nothing ran twice.

import type { RunEvent } from '../lib/runs/events'
import { descendants } from '../scripts/testing/reef-process.mjs'
import { bash, door, expect, openTask, statusOf, test, works } from './agents-at-work'

test('a run survives the death of its worker', async ({ page, model, assign, api, reef, isMobile }) => {
  test.skip(isMobile, 'one screen is enough for this')
  test.slow()
  const words = 'Survive the worker'
  const calls = Array.from({ length: 12 }, (_, index) => bash(`echo ${index + 1} >> calls.txt`))
  const finalText = 'All twelve are written.'
  const driven = works(calls, { finalText })
  // The sixth answer is under way when the worker dies; it never comes, and is asked for again.
  const answer = door()
  let asked = 0
  model.play(words, exchange => {
    asked += 1
    const played = driven.respond(exchange)
    return asked === 6 ? { ...played, pace: { hold: { afterPieces: 1, until: answer.until } } } : played
  })
  const task = await assign({ instructions: words })
  await openTask(page, task)
  const read = async () => (await api.get<{ events: RunEvent[] }>(`/runs/${task.runId}/events`)).events
  const finishedCalls = (events: RunEvent[]) => events.filter(event => event.type === 'tool-finished')
  await expect.poll(() => asked).toBe(6)
  await expect.poll(async () => finishedCalls(await read()).length).toBe(5)

  const workers = workersOf(reef.pid)
  expect(workers).toHaveLength(1)
  process.kill(workers[0] ?? 0, 'SIGKILL')
  const before = await read()

  const run = await task.reach('succeeded')
  expect(workersOf(reef.pid)).not.toEqual(workers)
  const events = await read()
  expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
  expect(events.slice(0, before.length)).toEqual(before)
  expect(
    new Set(events.flatMap(event => (event.type === 'run-claimed' ? event.data.workerId : []))).size,
  ).toBe(2)
  const finished = finishedCalls(events).map(event =>
    event.type === 'tool-finished' ? event.data.callId : '',
  )
  expect(finished).toHaveLength(12)
  expect(new Set(finished).size).toBe(12)
  expect(run.result).toBe(finalText)

  await expect(statusOf(page)).toContainText('Finished')
  await expect(page.getByRole('region', { name: 'Transcript' }).getByText(finalText)).toHaveCount(1)
  const written = await page.request.get(`/api/v1/runs/${task.runId}/files?path=calls.txt`)
  expect(await written.text()).toBe(Array.from({ length: 12 }, (_, index) => `${index + 1}\n`).join(''))
})

type Running = { pid: number; command: string }

/** Process ids of the workers below the launcher, without what they started themselves. */
function workersOf(launcher: number): number[] {
  return descendants(launcher)
    .filter(({ command }: Running) => /\bworker\.mjs\b/.test(command))
    .map(({ pid }: Running) => pid)
}
