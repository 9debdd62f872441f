// A tree of 85 runs, 80 of them in a call of the model: one stop ends them all.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgent } from '../agents/repository'
import { createAgentInput } from '../agents/schema'
import { commandRun } from '../runs/command-run'
import { openApprovals } from '../runs/run-state'
import { liveBelow } from '../runs/tree/repository'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { handOut, playTeam } from './testing/team-play'

const middles = 4
const leaves = 20

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
  const input = {
    name: 'Wide',
    instructions: 'Hand out.',
    tools: ['bash', 'delegate'],
    limits: { fanOut: leaves },
  }
  await createAgent(bed.actor, createAgentInput.parse(input))
})
afterAll(() => bed.close())

test('R65: stopping a tree of 85 runs ends every call of the model', async () => {
  let open = 0
  let last = 0
  const parts = (count: number, instructions: string): object[] =>
    Array.from({ length: count }, (_, index) => ({ title: `Part ${index}`, instructions }))
  const play = playTeam({
    top: () => handOut(...parts(middles, 'middle')),
    middle: () => handOut(...parts(leaves, 'leaf')),
    leaf: () => ({ raw: { pieces: [': wait\n\n'], ending: 'hang' } }),
  })
  bed.server.respond(exchange => {
    if (JSON.stringify(exchange.body).includes('"leaf')) {
      open += 1
      void exchange.closed.then(() => {
        open -= 1
        last = performance.now()
      })
    }
    return play(exchange)
  })
  const root = await bed.assign('top of a large tree', { agent: 'Wide' })
  const { children } = await bed.until(root, state => state.children.length === middles)
  for (const { childRunId } of children) {
    const asked = await bed.until(childRunId, state => openApprovals(state).length > 0)
    const approvalId = openApprovals(asked)[0]?.approvalId ?? ''
    await commandRun(bed.actor, childRunId, { type: 'approve', approvalId, scope: 'once' })
  }
  while (open < middles * leaves) await new Promise(resolve => setTimeout(resolve, 20))

  // How fast this machine is at this moment: all logs of the tree, read one after the other.
  const before = performance.now()
  for (const { id } of await bed.db.run.findMany({ select: { id: true } })) await bed.until(id, () => true)
  const reading = Math.round(performance.now() - before)
  const at = performance.now()
  await commandRun(bed.actor, root, { type: 'stop' })
  const told = performance.now() - at
  while (open > 0) await new Promise(resolve => setTimeout(resolve, 5))
  while ((await liveBelow(bed.db, root)).length > 0) await new Promise(resolve => setTimeout(resolve, 10))
  const [calls, written] = [last - at, performance.now() - at].map(Math.round)
  console.info(
    `85 runs stopped: told in ${Math.round(told)} ms, calls ended in ${calls} ms, all written in ${written} ms; reading their logs took ${reading} ms`,
  )
  const runs = await bed.db.run.findMany({ where: { OR: [{ id: root }, { depth: { gt: 0 } }] } })
  expect(runs.map(run => run.status)).toEqual(Array(85).fill('stopped'))
  // R150: a handful of transactions for all of them.
  const [requests] = await bed.db.$queryRaw<{ runs: bigint; transactions: bigint }[]>`
    SELECT count(*) AS runs, count(DISTINCT xmin::text) AS transactions FROM "Event" WHERE "type" = 'stop-requested'`
  expect(requests?.runs).toBe(85n)
  expect(Number(requests?.transactions)).toBeLessThan(20)
  expect(calls).toBeLessThan(2_000 + 2 * reading)
}, 120_000)
