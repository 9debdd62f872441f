// What a run may use, and what it says it has used.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRun } from '../runs/command-run'
import { readRun } from '../runs/repository'
import { driveAgent } from './testing/agent-driver'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { usage } from './testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

describe('a budget and the ledger', () => {
  test('a budget in tokens holds: the run waits with everything kept, and goes on when it is raised', async () => {
    bed.server.respond(
      driveAgent({ calls: 20, call: step => ({ name: 'bash', input: { command: `echo ${step}` } }) }).respond,
    )
    const runId = await bed.assign('Spend.', { budget: { tokens: 12_000 } })
    const waiting = await bed.until(runId, state => state.status === 'waiting')
    expect(waiting.waiting?.for).toBe('budget')
    const [budget] = await bed.db.budgetCounter.findMany({
      where: { budget: { scopeId: waiting.created.taskId } },
    })
    expect(budget?.reservedTokens).toBe(0n)
    expect(Number(budget?.spentTokens)).toBeLessThanOrEqual(12_000)
    expect(Number(budget?.spentTokens)).toBe(
      waiting.totals.inputFresh + waiting.totals.cacheRead + waiting.totals.outputText,
    )
    await commandRun(bed.actor, runId, { type: 'budget', budget: { tokens: 10_000_000 } })
    expect((await bed.ended(runId)).status).toBe('succeeded')
  })

  test('a budget in dollars on a model without a price is not pretended to hold', async () => {
    bed.server.respond(() => ({ reply: { text: 'x', usage } }))
    const runId = await bed.assign('Free?', { budget: { usd: 1 } })
    const waiting = await bed.until(runId, state => state.status === 'waiting')
    expect(waiting.waiting).toMatchObject({
      for: 'budget',
      reason: expect.stringContaining('price of this model is unknown'),
    })
  })

  test('R26: thread, row, API and ledger say one number', async () => {
    bed.server.respond(
      driveAgent({ calls: 4, call: step => ({ name: 'bash', input: { command: `echo hello ${step}` } }) })
        .respond,
    )
    const runId = await bed.assign('Account.')
    const state = await bed.ended(runId)
    const detail = await readRun(bed.actor, runId)
    const rows = await bed.db.usage.findMany({ where: { runId } })
    const sum = (key: 'inputFresh' | 'cacheRead' | 'outputText') =>
      rows.reduce((total, row) => total + row[key], 0)
    expect(rows).toHaveLength(5)
    expect(detail.usage).toMatchObject({
      inputTokens: sum('inputFresh') + sum('cacheRead'),
      cacheReadTokens: sum('cacheRead'),
      outputTokens: sum('outputText'),
      costUsd: null,
      costUnknown: true,
    })
    expect(state.totals.inputFresh + state.totals.cacheRead).toBe(detail.usage.inputTokens)
  })
})
