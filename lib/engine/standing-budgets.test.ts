// R102, R103, R104: budgets that stand over all work, seen from the engine.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeBudget, removeBudget, setStandingBudget } from '../budgets/change-budget'
import { listBudgetChanges, listBudgets, noteWarning } from '../budgets/overview/repository'
import { listInbox } from '../inbox/list-inbox'
import { driveAgent } from './testing/agent-driver'
import { type EngineBed, openEngineBed } from './testing/engine-bed'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const work = (calls: number) =>
  bed.server.respond(
    driveAgent({ calls, call: step => ({ name: 'bash', input: { command: `echo ${step}` } }) }).respond,
  )

test('a workspace budget holds every run, says so, warns once, and a raise lets all of them go on', async () => {
  work(4)
  const first = await bed.assign('Nothing limits this.')
  const before = await bed.until(first, state => state.end !== null, 60_000)
  expect(before.history.filter(item => item.kind === 'message' && item.cause === 'budget')).toEqual([])
  const spentBefore = before.totals.inputFresh + before.totals.cacheRead + before.totals.outputText
  const limit = { tokens: spentBefore * 3 }
  const { budgets } = await setStandingBudget(bed.actor, { scope: 'workspace', period: 'month', limit })
  const [standing] = budgets
  const id = standing?.id ?? ''
  // What was spent this month before anybody set a budget counts.
  expect(standing).toMatchObject({ scope: 'workspace', limit, spent: { usd: 0, tokens: spentBefore } })

  work(200)
  const runs = await Promise.all([bed.assign('One.'), bed.assign('Two.')])
  const waiting = await Promise.all(
    runs.map(runId => bed.until(runId, ({ waiting }) => waiting?.for === 'budget', 60_000)),
  )
  for (const { waiting: wait } of waiting) {
    expect(wait?.reason).toMatch(/^Workspace budget of this month: .+ of .+ tokens\. The next call needs/)
    expect(wait?.budget).toEqual({
      id,
      scope: 'workspace',
      period: 'month',
      name: 'Workspace budget of this month',
    })
    expect(Date.parse(wait?.until ?? '')).toBeGreaterThan(Date.now())
  }
  const [now] = (await listBudgets(bed.actor)).budgets
  expect(now?.reserved).toEqual({ usd: 0, tokens: 0 })
  const sum = await bed.db.$queryRaw<{ tokens: bigint }[]>`
    SELECT sum("inputFresh" + "cacheRead" + "outputText" + "reasoning")::bigint AS tokens FROM "Usage" WHERE NOT "scripted"`
  expect(now?.spent.tokens).toBe(Number(sum[0]?.tokens))
  expect(now?.spent.tokens).toBeLessThanOrEqual(limit.tokens)

  const inbox = await listInbox(bed.actor)
  expect(inbox.items.map(({ asks }) => asks[0]?.kind).filter(kind => kind === 'budget')).toHaveLength(2)
  expect(inbox.warnings).toMatchObject([{ budgetId: id, name: 'Workspace budget of this month' }])
  await noteWarning(bed.actor, inbox.warnings[0]?.id ?? '')
  expect((await listInbox(bed.actor)).warnings).toEqual([])

  work(0)
  await changeBudget(bed.actor, id, { tokens: 100_000_000 })
  for (const runId of runs) {
    const ended = await bed.until(runId, state => state.end !== null, 60_000)
    expect(ended.status).toBe('succeeded')
    const told = ended.history.flatMap(item =>
      item.kind === 'message' && item.cause === 'budget' ? [item.text] : [],
    )
    expect(told[0]).toMatch(/^Budget left: .+ tokens\. You are told/)
    expect(told.at(-1)).toBe('There is more budget: 100M tokens left.')
    expect(ended.brokenPrefixes).toEqual([])
  }
  await removeBudget(bed.actor, id)
  expect(
    (await listBudgetChanges(bed.actor)).map(({ name, from, to, byName }) => [name, from, to, byName]),
  ).toEqual([
    ['Workspace budget of this month', { tokens: 100_000_000 }, null, 'Ada'],
    ['Workspace budget of this month', limit, { tokens: 100_000_000 }, 'Ada'],
    ['Workspace budget of this month', null, limit, 'Ada'],
  ])
}, 90_000)

test('a budget that is made while a run is at work holds it from the next call on', async () => {
  let runId = ''
  let made: Promise<unknown> | undefined
  const driven = driveAgent({
    calls: 6,
    call: step => ({ name: 'bash', input: { command: `echo ${step}` } }),
  })
  bed.server.respond(async exchange => {
    made ??= setStandingBudget(bed.actor, {
      scope: 'member',
      scopeId: bed.actor.memberId,
      period: 'day',
      limit: { tokens: 10 },
    })
    await made
    return driven.respond(exchange)
  })
  runId = await bed.assign('Be limited.')
  const { waiting, steps } = await bed.until(runId, state => state.waiting?.for === 'budget')
  expect(waiting?.reason).toMatch(/^Member budget \(Ada\) of today: /)
  expect(steps).toHaveLength(1)

  // A new day wakes it: the worker looks for those whose day has turned.
  const { id = '' } = waiting?.budget ?? {}
  await bed.db.budgetCounter.updateMany({ where: { budgetId: id }, data: { spentTokens: 0n } })
  await bed.db.budget.update({ where: { id }, data: { limitTokens: 100_000_000n } })
  const events = await bed.events(runId)
  const last = events.at(-1)
  await bed.db.event.update({
    where: { runId_seq: { runId, seq: last?.seq ?? 0 } },
    data: { data: { ...(last?.data as object), until: new Date(Date.now() - 1_000).toISOString() } },
  })
  await bed.db.$executeRaw`DELETE FROM pgboss.job`
  await bed.db.run.update({ where: { id: runId }, data: { lastEventAt: new Date(Date.now() - 60_000) } })
  expect((await bed.until(runId, state => state.end !== null, 40_000)).status).toBe('succeeded')
  await removeBudget(bed.actor, id)
}, 60_000)
