import { afterAll, beforeAll, expect, test } from 'vitest'
import { addWorkspace, openTestInstallation } from '../accounts/testing/installation'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { newId } from '../shared/id'
import { BudgetExceeded, budgetsOf, headRoom, reserve, setTaskBudget, settle } from './repository'

let close: () => Promise<void>
let workspaceId: string
beforeAll(async () => {
  close = await openTestInstallation()
  workspaceId = await addWorkspace('Reef')
})
afterAll(() => close())

async function budget(limit: { usd?: number; tokens?: number }): Promise<string> {
  const taskId = newId('task')
  await setTaskBudget(getDatabase(), workspaceId, taskId, limit)
  const [id] = await budgetsOf(getDatabase(), taskId)
  return id ?? ''
}

const read = (id: string) =>
  getDatabase().budget.findUniqueOrThrow({
    where: { id },
    select: { reservedMicros: true, reservedTokens: true, spentMicros: true, spentTokens: true },
  })

/** Tries so many times at once, each in a transaction of its own. Returns how many were let through. */
async function race(times: number, work: () => (db: Parameters<typeof reserve>[0]) => Promise<void>) {
  const outcomes = await Promise.allSettled(Array.from({ length: times }, () => inTransaction(work())))
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(BudgetExceeded)
  return outcomes.filter(outcome => outcome.status === 'fulfilled').length
}

const amount = { micros: 30_000, tokens: 300 }

test('fifty at once never reserve more than there is, and what is settled is given back', async () => {
  const id = await budget({ usd: 1, tokens: 10_000 })
  const granted = await race(50, () => db => reserve(db, [id], amount))
  expect(granted).toBe(33)
  expect(await read(id)).toEqual({
    reservedMicros: 990_000n,
    reservedTokens: 9_900n,
    spentMicros: 0n,
    spentTokens: 0n,
  })
  await race(33, () => db => settle(db, [id], amount, { micros: 10_000, tokens: 100 }))
  expect(await read(id)).toEqual({
    reservedMicros: 0n,
    reservedTokens: 0n,
    spentMicros: 330_000n,
    spentTokens: 3_300n,
  })
  expect(await headRoom(getDatabase(), [id])).toEqual({ micros: 670_000, tokens: 6_700 })
  expect(await race(50, () => db => reserve(db, [id], amount))).toBe(22)
})

test('reserving and settling at once, in any order, never exceeds the limit', async () => {
  const id = await budget({ tokens: 3_000 })
  let most = 0n
  let spent = 0
  const work = async (): Promise<void> => {
    try {
      await inTransaction(db => reserve(db, [id], amount))
    } catch (error) {
      if (error instanceof BudgetExceeded) return
      throw error
    }
    const { reservedTokens, spentTokens } = await read(id)
    const held = reservedTokens + spentTokens
    if (held > most) most = held
    await inTransaction(db => settle(db, [id], amount, { micros: 0, tokens: 200 }))
    spent += 200
  }
  for (let round = 0; round < 4; round += 1) await Promise.all(Array.from({ length: 20 }, work))
  expect(Number(most)).toBeLessThanOrEqual(3_000)
  expect(await read(id)).toMatchObject({ reservedTokens: 0n, spentTokens: BigInt(spent) })
  expect(spent).toBeGreaterThan(2_700 - 200)
})

test('over several budgets: on all of them or on none, whatever order they are named in', async () => {
  const [tight, wide] = [await budget({ tokens: 1_500 }), await budget({ tokens: 15_000 })]
  let turn = 0
  const granted = await race(40, () => db => {
    turn += 1
    return reserve(db, turn % 2 ? [tight, wide] : [wide, tight], amount)
  })
  expect(granted).toBe(5)
  expect((await read(tight)).reservedTokens).toBe(1_500n)
  expect((await read(wide)).reservedTokens).toBe(1_500n)
})
