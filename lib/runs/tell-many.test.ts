import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { handOut, playTeam } from '../engine/testing/team-play'
import { commandRun } from './command-run'
import { foldRun } from './fold'
import { projectRun } from './projection'
import { inBatches } from './tell-many'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

test('R150: a batch has runs of one depth, forty at most, and no more events than can be read at once', () => {
  const runs = (count: number, depth: number, seq = 10) =>
    Array.from({ length: count }, (_, index) => ({ id: `${depth}-${index}`, depth, seq }))
  const sizes = (of: ReturnType<typeof runs>) => inBatches(of).map(batch => batch.length)
  expect(sizes([])).toEqual([])
  expect(sizes([...runs(4, 1), ...runs(80, 2)])).toEqual([4, 40, 40])
  expect(sizes(runs(3, 1, 5_000))).toEqual([1, 1, 1])
  expect(sizes(runs(4, 1, 4_000))).toEqual([2, 2])
  const all = [...runs(41, 1, 300), ...runs(1, 2, 9_000), ...runs(2, 2)]
  expect(inBatches(all).flat()).toEqual(all.map(({ id }) => id))
})

/** A tree of eleven runs: eight of them in a call of the model that never ends. */
async function hangingTree(): Promise<{ root: string; all: string[] }> {
  const parts = (count: number, instructions: string): object[] => Array(count).fill({ instructions })
  bed.server.respond(
    playTeam({
      top: () => handOut(...parts(2, 'middle')),
      middle: () => handOut(...parts(4, 'leaf')),
      leaf: () => ({ raw: { pieces: [': wait\n\n'], ending: 'hang' } }),
    }),
  )
  const root = await bed.assign('top of a tree')
  const { children } = await bed.until(root, state => state.children.length === 2)
  const all = [root]
  for (const { childRunId } of children) {
    const middle = await bed.until(
      childRunId,
      state => state.children.length === 4 && state.status === 'waiting',
    )
    all.push(childRunId, ...middle.children.map(child => child.childRunId))
  }
  for (const id of all.filter(each => each !== root))
    await bed.until(id, state => state.steps.some(step => step.attempts.length > 0))
  await bed.until(root, state => state.status === 'waiting')
  return { root, all }
}

test('R150: a tree is paused, resumed and stopped while somebody writes to each of its runs', async () => {
  const { root, all } = await hangingTree()
  const said = new Map(all.map(id => [id, 0]))
  let open = true
  const talking = all.map(async id => {
    while (open) {
      // Refused once the run has ended.
      const taken = await commandRun(bed.actor, id, { type: 'message', text: `To ${id}` }).catch(() => null)
      if (!taken) return
      said.set(id, (said.get(id) ?? 0) + 1)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  })
  const given = ['pause', 'resume', 'stop'] as const
  for (const type of given) await commandRun(bed.actor, root, { type })
  for (const id of all) await bed.ended(id)
  open = false
  await Promise.all(talking)

  for (const id of all) {
    const events = await bed.events(id)
    expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
    const count = (type: string) => events.filter(event => event.type === type).length
    expect([count('stop-requested'), count('run-ended')]).toEqual([1, 1])
    expect(count('message-received')).toBe(said.get(id))
    const state = foldRun(null, events)
    expect(state?.status).toBe('stopped')
    const row = await bed.db.run.findUniqueOrThrow({ where: { id } })
    const iso = (at: Date | null) => at?.toISOString() ?? null
    const { startedAt, endedAt, lastEventAt, costMicros } = row
    expect({
      ...row,
      startedAt: iso(startedAt),
      endedAt: iso(endedAt),
      lastEventAt: iso(lastEventAt),
      costMicros: Number(costMicros),
    }).toMatchObject(state ? projectRun(state) : {})
    const found = await bed.db.event.findMany({
      where: { runId: id, type: 'message-received', text: { contains: `To ${id}` } },
    })
    expect(found).toHaveLength(said.get(id) ?? 0)
  }
})
