// R101: many workers, some of them processes that are killed, on one budget tree.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson, addWorkspace, openTestInstallation } from '../accounts/testing/installation'
import { getDatabase } from '../db/client'
import { newId } from '../shared/id'
import { setBudget } from './repository'
import { Broken, raceOn, seeded } from './testing/racer'

const loops = 20
const processes = 3
const workersEach = 10
const callsEach = 10

let close: () => Promise<void>
beforeAll(async () => {
  close = await openTestInstallation()
})
afterAll(() => close())

/** A task of one member, with a run and so many parts under it, and a budget at every place. */
async function plant(children: number): Promise<string[]> {
  const db = getDatabase()
  const workspaceId = await addWorkspace('Race')
  const { memberId } = await addPerson(workspaceId, 'member')
  const taskId = newId('task')
  await db.task.create({
    data: { id: taskId, workspaceId, title: 'Race', instructions: 'Race', ownerId: memberId },
  })
  const common = { workspaceId, taskId, attempt: 1, agentName: 'Reef', model: 'openai:x' }
  const rootId = newId('run')
  await db.run.create({ data: { ...common, id: rootId } })
  const ids = Array.from({ length: children }, () => newId('run'))
  await db.run.createMany({ data: ids.map(id => ({ ...common, id, parentRunId: rootId, depth: 1 })) })
  const places = [
    [
      { scope: 'workspace', scopeId: workspaceId, period: 'month' },
      { usd: 1.1, tokens: 1_000_000 },
    ],
    [{ scope: 'workspace', scopeId: workspaceId, period: 'run' }, { tokens: 220_000 }],
    [{ scope: 'member', scopeId: memberId, period: 'day' }, { usd: 1.05 }],
    [{ scope: 'task', scopeId: taskId, period: 'total' }, { tokens: 210_000 }],
    [{ scope: 'run', scopeId: rootId, period: 'total' }, { usd: 1 }],
  ] as const
  for (const [place, limit] of places) await setBudget(db, { workspaceId, ...place }, limit)
  for (const id of ids.slice(0, 25))
    await setBudget(db, { workspaceId, scope: 'run', scopeId: id, period: 'total' }, { tokens: 6_000 })
  return ids
}

/** Runs a process until it ends by itself; the first one is killed in the middle, with all its workers. */
async function runProcess(seed: number, runIds: readonly string[]): Promise<number> {
  const entry = join(import.meta.dirname, '..', '..', 'build', 'budget-racer.mjs')
  for (let killed = 0; ; killed += 1) {
    const deadly = killed === 0 ? 47 : 0
    const given = [process.env.DATABASE_URL, seed, callsEach, deadly, ...runIds].map(String)
    const child = spawn(process.execPath, [entry, ...given], { stdio: ['ignore', 'ignore', 'inherit'] })
    const code = await new Promise<number | null>(done => child.once('exit', done))
    if (code === 0) return killed
    if (code !== null) throw new Error(`A racer ended with ${code}`)
  }
}

function runLoop(runId: string, seed: number): Promise<void> {
  const random = seeded(seed)
  const chance = seeded(seed + 10_000)
  const at = (): void => {
    if (chance() < 0.12) throw new Broken()
  }
  return raceOn({ db: getDatabase(), runId, calls: callsEach, random, at })
}

/** Counters that are over their limit, seen in one snapshot. */
const findOver = () => getDatabase().$queryRaw<object[]>`
  SELECT c."id" FROM "BudgetCounter" c JOIN "Budget" b ON b."id" = c."budgetId"
  WHERE c."spentMicros" + c."reservedMicros" > b."limitMicros" OR c."spentTokens" + c."reservedTokens" > b."limitTokens"`

test('R100: 50 workers and 500 calls with crashes: no limit is exceeded, no reservation stays, no money is lost', async () => {
  const db = getDatabase()
  await db.$executeRaw`CREATE TABLE race (id text, kind text, micros bigint, tokens bigint, PRIMARY KEY (id, kind))`
  const runIds = await plant(loops + processes * workersEach)
  let isOver = false
  let looks = 0
  const over: object[] = []
  const watch = (async () => {
    for (; !isOver; looks += 1) {
      over.push(...(await findOver()))
      await new Promise(done => setTimeout(done, 25))
    }
  })()
  const alone = runIds.slice(0, loops).map((runId, index) => runLoop(runId, index))
  const together = Array.from({ length: processes }, (_, index) => {
    const from = loops + index * workersEach
    return runProcess(1_000 * (index + 1), runIds.slice(from, from + workersEach))
  })
  const results = await Promise.allSettled([...together, ...alone])
  isOver = true
  await watch
  expect(
    results.map(result => (result.status === 'fulfilled' ? (result.value ?? 'done') : result.reason)),
  ).toEqual([...Array(processes).fill(1), ...Array(loops).fill('done')])
  expect(over).toEqual([])
  expect(looks).toBeGreaterThan(10)

  expect(await db.budgetHold.count()).toBe(0)
  const [sums] = await db.$queryRaw<object[]>`
    SELECT sum(micros) FILTER (WHERE kind <> 'charged')::bigint AS "spentMicros",
      sum(tokens) FILTER (WHERE kind <> 'charged')::bigint AS "spentTokens", 0::bigint AS "reservedMicros", 0::bigint AS "reservedTokens"
    FROM race`
  const counters = await db.budgetCounter.findMany({
    where: { OR: [{ budget: { scope: { not: 'run' } } }, { budget: { limitMicros: 1_000_000 } }] },
    select: { spentMicros: true, spentTokens: true, reservedMicros: true, reservedTokens: true },
  })
  expect(counters).toEqual(Array(5).fill(sums))
  // Every call that a provider charged is booked once, with at least what was charged.
  const missed = await db.$queryRaw<object[]>`
    SELECT c.id FROM race c LEFT JOIN race b ON b.id = c.id AND b.kind <> 'charged'
    WHERE c.kind = 'charged' GROUP BY c.id, c.micros, c.tokens
    HAVING count(b.id) <> 1 OR max(b.micros) < c.micros OR max(b.tokens) < c.tokens`
  expect(missed).toEqual([])
  const kinds = await db.$queryRaw<
    { kind: string; count: bigint }[]
  >`SELECT kind, count(*) FROM race GROUP BY 1`
  const many = Object.fromEntries(kinds.map(({ kind, count }) => [kind, Number(count)]))
  expect(many.booked).toBeGreaterThan(100)
  expect(many.lost).toBeGreaterThan(10)
}, 120_000)
