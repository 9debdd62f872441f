import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { budgetStandings } from '../runs/burn'
import { commandRun } from '../runs/command-run'
import { addTotals, treeOf } from '../runs/tree'
import { readTree } from '../runs/tree/repository'
import { readTask } from '../tasks/repository'
import { columnOf } from '../tasks/rules'
import { projectRun } from '../usage/forecast/read-forecast'
import type { EngineBed } from './testing/engine-bed'
import { openTeamBed } from './testing/team-bed'
import { lead, makeCall, playTeam, type Role, say } from './testing/team-play'

let bed: EngineBed
beforeAll(async () => {
  bed = await openTeamBed()
})
afterAll(() => bed.close())

const play = (roles: Record<string, Role>) => bed.server.respond(playTeam(roles))

describe('R64: money and tokens of a tree', () => {
  async function spent(taskId: string, runIds?: string[]): Promise<number> {
    const rows = await bed.db.usage.findMany({
      where: { taskId, ...(runIds ? { runId: { in: runIds } } : {}) },
    })
    return rows.reduce((sum, row) => sum + row.inputFresh + row.cacheRead + row.outputText + row.reasoning, 0)
  }

  const endless: Role = ({ results }) =>
    results.length < 30 ? makeCall('bash', { command: `echo ${results.length}` }) : say('Enough.')

  /** Waits until nobody in the tree can go on. */
  async function restOnBudget(runId: string): Promise<void> {
    for (;;) {
      const { runs } = await readTree(bed.actor, runId)
      const live = runs.filter(run => run.depth > 0 && run.endedAt === null)
      if (live.length > 0 && live.every(run => run.waitingFor === 'budget')) return
      await new Promise(done => setTimeout(done, 20))
    }
  }

  test('the budget of the task holds for all of its runs together', async () => {
    const parts = Array.from({ length: 4 }, () => ({ instructions: 'spend' }))
    play({ lead: lead(...parts), spend: endless })
    const runId = await bed.assign('lead spenders.', { budget: { tokens: 9_000 } })
    const state = await bed.until(runId, ({ children }) => children.length === 4)
    await restOnBudget(runId)
    const [budget] = await bed.db.budgetCounter.findMany({
      where: { budget: { scopeId: state.created.taskId } },
    })
    const used = await spent(state.created.taskId)
    expect(Number(budget?.spentTokens)).toBe(used)
    expect(used).toBeLessThanOrEqual(9_000)
    expect(budget?.reservedTokens).toBe(0n)
    // R133: the page of the run at the top tells the same.
    const { below, elsewhere } = await projectRun(bed.actor, runId)
    const partIds = state.children.map(child => child.childRunId)
    expect(below).toMatchObject({ runs: 4, used: { tokens: await spent(state.created.taskId, partIds) } })
    expect(budgetStandings(await bed.until(runId, () => true), elsewhere)).toEqual([
      { unit: 'tokens', limit: 9_000, spent: used, reserved: 0 },
    ])
    await commandRun(bed.actor, runId, { type: 'budget', budget: { tokens: 3_000_000 } })
    expect((await bed.ended(runId)).children.map(child => child.end?.result)).toEqual(
      Array(4).fill('Enough.'),
    )
  })

  test('a share holds for its branch alone, and what it spends counts on the task too', async () => {
    play({
      lead: lead({ instructions: 'spend', budget: { tokens: 3_500 } }, { instructions: 'read' }),
      spend: endless,
      read: () => say('Read.'),
    })
    const runId = await bed.assign('lead a share.', { budget: { tokens: 1_000_000 } })
    const { children, created } = await bed.until(runId, state => state.children.length === 2)
    const spender = children[0]?.childRunId ?? ''
    await bed.until(spender, ({ waiting }) => waiting?.for === 'budget')
    expect(await spent(created.taskId, [spender])).toBeLessThanOrEqual(3_500)
    expect(columnOf(await readTask(bed.actor, created.taskId))).toBe('needs-you')
    await commandRun(bed.actor, spender, { type: 'budget', budget: { tokens: 500_000 } })
    const ended = await bed.ended(runId)
    const budgets = await bed.db.budgetCounter.findMany({
      where: { budget: { scopeId: { in: [created.taskId, spender] } } },
      include: { budget: true },
    })
    const of = (scope: string) => Number(budgets.find(({ budget }) => budget.scope === scope)?.spentTokens)
    expect([of('task'), of('run')]).toEqual([
      await spent(created.taskId),
      await spent(created.taskId, [spender]),
    ])
    expect(ended.status).toBe('succeeded')
  })

  test('the tree, the task, the parent’s log and the ledger name one figure', async () => {
    play({
      lead: lead({ agent: 'Maker', instructions: 'middle' }, { instructions: 'read' }),
      middle: lead({ instructions: 'read' }, { agent: 'Reader', instructions: 'read' }),
      read: () => say('Read.'),
    })
    const state = await bed.ended(await bed.assign('lead the sums.'))
    const tree = treeOf((await readTree(bed.actor, state.runId)).runs)
    const task = await readTask(bed.actor, state.created.taskId)
    expect(tree).toMatchObject({ below: 4, live: 0 })
    expect(task.team).toEqual({ runs: 4, atWork: 0, asks: null, usage: tree?.usage })
    expect(task.runs).toHaveLength(1)
    expect(await spent(state.created.taskId)).toBe(
      (tree?.usage.inputTokens ?? 0) + (tree?.usage.outputTokens ?? 0),
    )
    const told = state.children.flatMap(child => child.end?.usage ?? [])
    expect(tree?.run.usage && told.reduce(addTotals, tree.run.usage)).toEqual(tree?.usage)
    const agents = await bed.db.usage.groupBy({ by: ['agentId'], where: { taskId: task.id } })
    expect(agents).toHaveLength(3)
  })
})
