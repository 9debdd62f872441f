import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addWorkspace, openTestInstallation } from '../accounts/testing/installation'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { newId } from '../shared/id'
import { BudgetExceeded, counterIdOf, lockCounters, reserve, settle } from './holds/repository'
import { setTaskBudget } from './repository'

let close: () => Promise<void>
let workspaceId: string
beforeAll(async () => {
  close = await openTestInstallation()
  workspaceId = await addWorkspace('Reef')
})
afterAll(() => close())

/** Makes a budget on a task of its own; returns the id of its counter. */
async function budget(limit: { usd?: number; tokens?: number }): Promise<string> {
  const taskId = newId('task')
  await setTaskBudget(getDatabase(), workspaceId, taskId, limit)
  const { id } = await getDatabase().budget.findFirstOrThrow({ where: { scopeId: taskId } })
  return counterIdOf(id, 'total')
}

const read = (id: string) =>
  getDatabase().budgetCounter.findUniqueOrThrow({
    where: { id },
    select: { reservedMicros: true, reservedTokens: true, spentMicros: true, spentTokens: true },
  })

const amount = { micros: 30_000, tokens: 300 }

/** The id of the call that holds the amount, or null when it does not fit. */
async function tryToReserve(counterIds: string[]): Promise<string | null> {
  const callId = newId('call')
  try {
    await inTransaction(async tx => {
      await lockCounters(tx, [{ counterIds }])
      await reserve(tx, { callId, runId: 'run_1', counterIds, ...amount })
    })
    return callId
  } catch (error) {
    if (error instanceof BudgetExceeded) return null
    throw error
  }
}

function settleCall(callId: string, spent?: { micros: number; tokens: number }): Promise<void> {
  return inTransaction(async tx => {
    await lockCounters(tx, [{ callIds: [callId] }])
    await settle(tx, callId, spent)
  })
}

const many = (count: number, counterIds: string[]) =>
  Promise.all(Array.from({ length: count }, () => tryToReserve(counterIds)))

describe('one budget', () => {
  test('fifty at once never reserve more than there is, and what is settled is given back', async () => {
    const id = await budget({ usd: 1, tokens: 10_000 })
    const granted = (await many(50, [id])).filter(callId => callId !== null)
    expect(granted).toHaveLength(33)
    expect(await read(id)).toEqual({
      reservedMicros: 990_000n,
      reservedTokens: 9_900n,
      spentMicros: 0n,
      spentTokens: 0n,
    })
    await Promise.all(granted.map(callId => settleCall(callId, { micros: 10_000, tokens: 100 })))
    expect(await read(id)).toEqual({
      reservedMicros: 0n,
      reservedTokens: 0n,
      spentMicros: 330_000n,
      spentTokens: 3_300n,
    })
    expect((await many(50, [id])).filter(Boolean)).toHaveLength(22)
  })

  test('a call is settled once, however often it is tried; a lost one counts as all that it held', async () => {
    const id = await budget({ tokens: 1_000 })
    const [known, lost] = await many(2, [id])
    for (const _ of [1, 2, 3]) await settleCall(known ?? '', { micros: 5, tokens: 7 })
    await settleCall(lost ?? '')
    await settleCall(lost ?? '', { micros: 1, tokens: 1 })
    expect(await read(id)).toEqual({
      reservedMicros: 0n,
      reservedTokens: 0n,
      spentMicros: 30_005n,
      spentTokens: 307n,
    })
  })

  test('each soft line is written down once, and again only after the limit was raised', async () => {
    const id = await budget({ tokens: 10_000 })
    const levels = async () =>
      (
        await getDatabase().budgetWarning.findMany({ where: { counterId: id }, orderBy: { level: 'asc' } })
      ).map(({ level, spentTokens }) => [level, Number(spentTokens)])
    const spend = async (tokens: number) =>
      settleCall((await tryToReserve([id])) ?? '', { micros: 0, tokens })
    await spend(7_990)
    expect(await levels()).toEqual([])
    await spend(10)
    await spend(10)
    expect(await levels()).toEqual([[80, 8_000]])
    const { scopeId } = await getDatabase().budget.findFirstOrThrow({ where: { counters: { some: { id } } } })
    await setTaskBudget(getDatabase(), workspaceId, scopeId, { tokens: 20_000 })
    expect(await levels()).toEqual([])
    for (const tokens of [7_990, 2_500, 500]) await spend(tokens)
    expect(await levels()).toEqual([
      [80, 16_000],
      [95, 19_000],
    ])
  })
})

test('over several budgets: on all of them or on none, whatever order they are named in', async () => {
  const [tight, wide] = [await budget({ tokens: 1_500 }), await budget({ tokens: 15_000 })]
  const tries = Array.from({ length: 40 }, (_, turn) =>
    tryToReserve(turn % 2 ? [tight, wide] : [wide, tight]),
  )
  expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(5)
  expect((await read(tight)).reservedTokens).toBe(1_500n)
  expect((await read(wide)).reservedTokens).toBe(1_500n)
})
