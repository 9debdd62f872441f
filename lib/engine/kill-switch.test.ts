// R105: a kill switch ends calls under way, lets none begin, and loses nothing.
import { availableParallelism, loadavg } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandRun } from '../runs/command-run'
import { liftSwitch, pressSwitch } from '../switches/press-switch'
import { listSwitches } from '../switches/repository'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Exchange } from './testing/model-server'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
  await bed.startWorker()
})
afterAll(() => bed.close())

/** Answers that take half a minute, word by word. */
const slowly = () =>
  bed.server.respond(() => ({
    reply: { text: 'reef '.repeat(600), pieceLength: 5, usage: { input: 10, output: 600 } },
    pace: { betweenMs: 50 },
  }))

/** A machine that is far behind with its work is late with this, too; the streams would last half a minute. */
const isBusy = (): boolean => (loadavg()[0] ?? 0) > 2 * availableParallelism()

const mine = (from: number): Exchange[] => bed.server.exchanges.slice(from)

/** Milliseconds from now until the model server has seen the end of every one of these. */
async function endsWithin(exchanges: readonly Exchange[]): Promise<number> {
  const began = performance.now()
  await Promise.all(exchanges.map(({ closed }) => closed))
  return performance.now() - began
}

async function atWork(runIds: readonly string[], from: number): Promise<Exchange[]> {
  for (const runId of runIds) await bed.until(runId, state => state.steps.length > 0, 30_000)
  for (;;) {
    if (mine(from).length >= runIds.length) return mine(from)
    await new Promise(done => setTimeout(done, 10))
  }
}

const paused = (runId: string) => bed.until(runId, ({ status }) => status === 'paused', 30_000)

test('the workspace’s switch ends every stream within 2 s and lets no call begin; taken back, all go on', async () => {
  slowly()
  const runs = await Promise.all(['One.', 'Two.', 'Three.'].map(words => bed.assign(words)))
  const under = await atWork(runs, 0)
  const pressing = pressSwitch(bed.actor, { scope: 'workspace', reason: 'It costs too much.' })
  const took = await endsWithin(under)
  console.info(`three streams ended ${Math.round(took)} ms after the switch was pressed`)
  expect(took).toBeLessThan(isBusy() ? 12_000 : 2_000)
  const { switches } = await pressing
  const late = await bed.assign('Four.')
  const reason = 'Ada has stopped all model calls for the whole workspace: It costs too much.'
  for (const runId of [...runs, late]) {
    const state = await paused(runId)
    expect([state.pausedFor, state.steps.at(-1)?.attempts.at(-1)?.error?.code]).toEqual([
      reason,
      runId === late ? undefined : 'aborted',
    ])
    const row = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
    expect([row.status, row.reason]).toEqual(['paused', reason])
    const event = (await bed.events(runId)).findLast(({ type }) => type === 'run-paused')
    expect(event?.actor).toEqual({ kind: 'person', id: bed.actor.id, name: 'Ada' })
  }
  expect(mine(under.length)).toEqual([])
  // What was streamed until then is in the ledger, as waste.
  const rows = await bed.db.usage.findMany({ where: { runId: { in: runs } } })
  expect(rows.map(({ waste }) => waste)).toEqual(Array(3).fill('aborted'))

  bed.server.respond(() => ({ reply: { text: 'Done.' } }))
  await liftSwitch(bed.actor, switches[0]?.id ?? '')
  for (const runId of [...runs, late])
    expect((await bed.until(runId, ({ end }) => end !== null, 30_000)).status).toBe('succeeded')
  expect(await listSwitches(bed.actor)).toMatchObject([
    { scope: 'workspace', reason: 'It costs too much.', byName: 'Ada', liftedByName: 'Ada' },
  ])
}, 90_000)

test('an agent’s switch and a run’s hold no others', async () => {
  slowly()
  const from = bed.server.exchanges.length
  const [held, free] = await Promise.all([bed.assign('Held.'), bed.assign('Free.')])
  await atWork([held, free], from)
  const { switches } = await pressSwitch(bed.actor, { scope: 'run', scopeId: held, reason: 'Look first.' })
  await paused(held)
  expect((await bed.until(free, () => true)).status).toBe('running')
  const agent = await bed.db.agent.findFirstOrThrow({ where: { workspaceId: bed.actor.workspaceId } })
  const both = await pressSwitch(bed.actor, { scope: 'agent', scopeId: agent.id, reason: 'All of them.' })
  expect((await paused(free)).pausedFor).toBe('Ada has stopped all model calls for this agent: All of them.')

  bed.server.respond(() => ({ reply: { text: 'Done.' } }))
  const ofAgent = both.switches.find(({ scope }) => scope === 'agent')?.id ?? ''
  await liftSwitch(bed.actor, ofAgent)
  expect((await bed.until(free, ({ end }) => end !== null, 30_000)).status).toBe('succeeded')
  expect((await bed.until(held, () => true)).status).toBe('paused')
  await liftSwitch(bed.actor, switches[0]?.id ?? '')
  expect((await bed.until(held, ({ end }) => end !== null, 30_000)).status).toBe('succeeded')
}, 90_000)

test('R154: a worker that has not heard that a switch was taken back pauses nothing in its name', async () => {
  slowly()
  const from = bed.server.exchanges.length
  const run = await bed.assign('Held for a moment.')
  await atWork([run], from)
  await pressSwitch(bed.actor, { scope: 'run', scopeId: run, reason: 'Look first.' })
  await paused(run)
  // Taken back, and the word of it is lost on its way to the workers.
  await bed.db.killSwitch.updateMany({ where: { liftedAt: null }, data: { liftedAt: new Date() } })
  bed.server.respond(() => ({ reply: { text: 'Done.' } }))
  await commandRun(bed.actor, run, { type: 'resume' })
  expect((await bed.until(run, ({ end }) => end !== null, 30_000)).status).toBe('succeeded')
  const events = await bed.events(run)
  expect(events.filter(({ type }) => type === 'run-paused')).toHaveLength(1)
}, 90_000)
