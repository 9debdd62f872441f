import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation } from './testing/installation'
import { countTry, forgetTries, limitRate } from './throttle'

let close: () => Promise<void>
beforeAll(async () => {
  close = await openTestInstallation()
})
afterAll(() => close())

async function waitOf(work: Promise<void>): Promise<number> {
  return work.then(
    () => 0,
    (error: { details?: { retryAfterSeconds: number } }) => error.details?.retryAfterSeconds ?? Number.NaN,
  )
}

test('five tries are free, then each costs a wait that doubles up to five minutes', async () => {
  let now = 1_700_000_000_000
  for (let index = 0; index < 5; index += 1) expect(await waitOf(countTry('door', now))).toBe(0)
  const waits: number[] = []
  for (let index = 0; index < 10; index += 1) {
    const wait = await waitOf(countTry('door', now))
    waits.push(wait)
    expect(await waitOf(countTry('door', now + wait * 1000 - 1))).toBe(1)
    now += wait * 1000
    expect(await waitOf(countTry('door', now))).toBe(0)
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  expect(await waitOf(countTry('another door', now))).toBe(0)
  await forgetTries('door')
  expect(await waitOf(countTry('door', now))).toBe(0)
})

test('tries sent at once are all counted', async () => {
  const waits = await Promise.all(
    Array.from({ length: 12 }, () => waitOf(countTry('crowd', 1_700_000_000_000))),
  )
  expect(waits.filter(wait => wait === 0)).toHaveLength(5)
})

test('a window lets so many through, at once or one by one, and then opens again', async () => {
  const now = 1_700_000_000_000
  const enter = (at: number) => waitOf(limitRate('gate', { max: 3, seconds: 60 }, at))
  const together = await Promise.all([enter(now), enter(now), enter(now), enter(now), enter(now)])
  expect(together.filter(wait => wait === 0)).toHaveLength(3)
  expect(await enter(now + 59_000)).toBe(1)
  expect(await enter(now + 60_000)).toBe(0)
})
