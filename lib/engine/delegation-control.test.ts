import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRun } from '../runs/command-run'
import { isEnded } from '../runs/rules'
import type { RunState } from '../runs/run-state'
import { liveBelow, readTree } from '../runs/tree/repository'
import { readTask } from '../tasks/repository'
import { columnOf } from '../tasks/rules'
import { tendTrees } from './tend-trees'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { handOut, makeCall, playTeam, type Role, say } from './testing/team-play'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const play = (roles: Record<string, Role>) => bed.server.respond(playTeam(roles))

const lead =
  (...tasks: object[]): Role =>
  ({ results, last }) =>
    results.length === 0 ? handOut(...tasks) : say(`read: ${last}`)

const sleeper: Role = ({ results }) =>
  results.length === 0 ? makeCall('bash', { command: 'echo begun > begun.txt; sleep 60' }) : say('Slept.')

/** A tree whose leaves are all in a call that lasts. */
async function sleepers(): Promise<{ root: RunState; middle: string; leaves: string[] }> {
  play({
    top: lead({ instructions: 'middle' }, { instructions: 'sleep' }),
    middle: lead({ instructions: 'sleep' }, { instructions: 'sleep' }),
    sleep: sleeper,
  })
  const runId = await bed.assign('top of the tree')
  const root = await bed.until(runId, state => state.children.length === 2)
  const [middle, leaf] = root.children.map(child => child.childRunId)
  const below = await bed.until(middle ?? '', state => state.children.length === 2)
  const leaves = [leaf ?? '', ...below.children.map(child => child.childRunId)]
  for (const id of leaves)
    await bed.until(id, state => Object.values(state.toolCalls).some(call => call.status === 'started'))
  await bed.until(runId, state => state.status === 'waiting')
  await bed.until(middle ?? '', state => state.status === 'waiting')
  return { root, middle: middle ?? '', leaves }
}

const statusesOf = async (runId: string): Promise<string[]> =>
  (await readTree(bed.actor, runId)).runs.map(run => run.status)

describe('R65: a hand on the whole tree', () => {
  test('stopping the top stops everything below within two seconds', async () => {
    const { root } = await sleepers()
    const at = Date.now()
    await commandRun(bed.actor, root.runId, { type: 'stop' })
    while ((await liveBelow(bed.db, root.runId)).length > 0) await new Promise(done => setTimeout(done, 10))
    expect(Date.now() - at).toBeLessThan(2_000)
    expect(await statusesOf(root.runId)).toEqual(Array(5).fill('stopped'))
    const tree = await readTree(bed.actor, root.runId)
    for (const run of tree.runs) {
      const events = await bed.events(run.id)
      expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
    }
  })

  test('stopping one branch leaves the others, and its parent is told', async () => {
    const { root, middle, leaves } = await sleepers()
    await commandRun(bed.actor, middle, { type: 'stop' })
    const told = await bed.until(root.runId, state => state.children[0]?.end !== undefined)
    expect(told.children[0]?.end).toMatchObject({ status: 'stopped', result: 'Stopped by a person.' })
    for (const id of leaves.slice(1)) expect((await bed.ended(id)).status).toBe('stopped')
    const other = await bed.until(leaves[0] ?? '', () => true)
    expect(other.status).toBe('running')
    await commandRun(bed.actor, leaves[0] ?? '', { type: 'stop' })
    const state = await bed.ended(root.runId)
    expect(state.status).toBe('succeeded')
    expect(Object.values(state.toolCalls)[0]?.output).toContain('2 parts, 2 did not succeed.')
  })

  test('pause and resume reach the whole branch', async () => {
    let holds = true
    play({
      top: lead({ instructions: 'work' }, { instructions: 'work' }),
      work: ({ results }) =>
        results.length < 3 || holds
          ? makeCall('bash', { command: `sleep 0.05; echo ${results.length}` })
          : say('Worked.'),
    })
    const runId = await bed.assign('top that rests')
    await bed.until(runId, state => state.children.length === 2 && state.status === 'waiting')
    await commandRun(bed.actor, runId, { type: 'pause' })
    expect(await statusesOf(runId)).toEqual(['paused', 'paused', 'paused'])
    holds = false
    await commandRun(bed.actor, runId, { type: 'resume' })
    const state = await bed.ended(runId)
    expect(state.children.map(child => child.end?.result)).toEqual(['Worked.', 'Worked.'])
  })

  test('children that a crash left behind their stopped parent are stopped', async () => {
    const { root, leaves } = await sleepers()
    const { tellRun } = await import('../runs/tell-run')
    const { runQueue } = await import('../queue/sender')
    const queue = await runQueue()
    const { kind, id, name, workspaceId } = bed.actor
    // The web process dies between the parent's end and the word to its children.
    await tellRun({ db: bed.db, queue, workspaceId, actor: { kind, id, name } }, root.runId, { type: 'stop' })
    await tendTrees(bed.db, queue)
    for (const leaf of leaves.slice(0, 1)) expect((await bed.ended(leaf)).status).toBe('stopped')
    await tendTrees(bed.db, queue)
    for (const leaf of leaves) expect((await bed.ended(leaf)).status).toBe('stopped')
  })
})

describe('R66: people and the runs below', () => {
  test('a question of a child stands with the task, and its answer goes on', async () => {
    play({
      top: lead({ title: 'Choose', instructions: 'choose a colour' }),
      choose: ({ results }) =>
        results.length === 0 ? makeCall('ask', { question: 'Which colour?' }) : say(`It is ${results[0]}.`),
    })
    const runId = await bed.assign('top with a question')
    const { children, created } = await bed.until(runId, state => state.children.length === 1)
    const child = children[0]?.childRunId ?? ''
    await bed.until(child, state => state.waiting?.for === 'answer')
    const task = await readTask(bed.actor, created.taskId)
    expect(columnOf(task)).toBe('needs-you')
    expect(task.team).toMatchObject({
      runs: 1,
      atWork: 0,
      asks: { id: child, agentName: 'Reef', title: 'Choose', waitingFor: 'answer', reason: 'Which colour?' },
    })
    await commandRun(bed.actor, child, { type: 'answer', text: 'blue' })
    const state = await bed.ended(runId)
    expect(state.children[0]?.end?.result).toBe('It is blue.')
    expect(isEnded(state.status)).toBe(true)
    expect((await readTask(bed.actor, created.taskId)).team).toMatchObject({ asks: null })
  })

  test('a message to the parent reaches it with the results, and is not lost', async () => {
    let open = () => {}
    const gate = new Promise<void>(resolve => {
      open = resolve
    })
    play({
      top: ({ results, last }) =>
        results.length === 0 ? handOut({ instructions: 'slow' }) : say(`Last: ${last}`),
      slow: async () => {
        await gate
        return say('Slow.')
      },
    })
    const runId = await bed.assign('top that listens')
    await bed.until(runId, state => state.waiting?.for === 'child')
    await commandRun(bed.actor, runId, { type: 'message', text: 'And be quick.' })
    open()
    expect((await bed.ended(runId)).end?.result).toBe('Last: And be quick.')
  })
})
