import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { EventType, RunEvent } from '../runs/events'
import { isEnded } from '../runs/rules'
import type { RunState } from '../runs/run-state'
import { readTree } from '../runs/tree/repository'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { handOut, makeCall, playTeam, say } from './testing/team-play'
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process'

let bed: EngineBed
let processes: WorkerProcess[] = []
beforeAll(async () => {
  bed = await openEngineBed()
  bed.server.respond(
    playTeam({
      top: ({ results }) =>
        results.length === 0
          ? handOut(...[1, 2, 3].map(number => ({ title: `Part ${number}`, instructions: `part ${number}` })))
          : say('All parts are here.'),
      part: ({ results, asked }) =>
        results.length < 3
          ? makeCall('bash', {
              command: `echo ${results.length} >> ${asked.slice(0, 6).replace(' ', '-')}.txt`,
            })
          : say(asked.slice(0, 6)),
    }),
  )
})
afterEach(async () => {
  for (const each of processes) each.kill('SIGKILL')
  await Promise.all(processes.map(each => each.exited))
  processes = []
})
afterAll(() => bed.close())

async function start(): Promise<WorkerProcess> {
  const started = await startWorkerProcess(bed.db)
  processes.push(started)
  return started
}

const isGapFree = (events: RunEvent[]) => events.every((event, index) => event.seq === index + 1)

/** Everything that must hold of a finished tree, however often its workers died. */
async function expectWhole(runId: string): Promise<void> {
  const state = await bed.until(runId, run => isEnded(run.status))
  expect(state).toMatchObject({ status: 'succeeded', end: { result: 'All parts are here.' } })
  const tree = await readTree(bed.actor, runId)
  expect(tree.runs.map(run => [run.title, run.status])).toEqual([
    [null, 'succeeded'],
    ['Part 1', 'succeeded'],
    ['Part 2', 'succeeded'],
    ['Part 3', 'succeeded'],
  ])
  for (const run of tree.runs) expect(isGapFree(await bed.events(run.id))).toBe(true)
  const counted = count(await bed.events(runId))
  expect(counted).toMatchObject({ 'child-started': 3, 'child-finished': 3, 'tool-finished': 1 })
  expect(state.children.map(child => child.end?.result)).toEqual(['part 1', 'part 2', 'part 3'])
  for (const number of [1, 2, 3])
    expect(state.files[`team/${number}-part-${number}/part-${number}.txt`]?.size).toBe(6)
}

function count(events: RunEvent[]): Partial<Record<EventType, number>> {
  const counts: Partial<Record<EventType, number>> = {}
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1
  return counts
}

describe('R67: nothing is lost or done twice when workers die', () => {
  const moments: [string, (state: RunState) => boolean][] = [
    ['before anything was handed on', state => state.steps.length === 1],
    ['when the children exist', state => state.children.length === 3],
    ['while it waits', state => state.waiting?.for === 'child'],
    ['when one child has ended', state => state.children.some(child => child.end)],
    ['when all have ended', state => state.children.length === 3 && state.children.every(child => child.end)],
    ['when their results are read', state => state.steps.length === 2],
  ]
  test.each(moments)('killed %s', async (_, moment) => {
    const victim = await start()
    const runId = await bed.assign('top of a tree')
    await bed.until(runId, moment)
    victim.kill('SIGKILL')
    await victim.exited
    await start()
    await expectWhole(runId)
  })

  test('killed every 150 ms, again and again', async () => {
    const runId = await bed.assign('top of a tree in a storm')
    for (let kills = 0; kills < 6; kills += 1) {
      const victim = await start()
      await new Promise(done => setTimeout(done, 150))
      victim.kill('SIGKILL')
      await victim.exited
    }
    await start()
    await expectWhole(runId)
  })
})
