import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addPerson,
  addWorkspace,
  call,
  openTestInstallation,
  type TestPerson,
} from '@/lib/accounts/testing/installation'
import { fromCurrency, toCurrency } from '@/lib/workspaces/currency'
import { GET as readMe } from '../me/route'
import { GET, PATCH } from './route'

let close: () => Promise<void>
let admin: TestPerson
let viewer: TestPerson
beforeAll(async () => {
  close = await openTestInstallation()
  const workspaceId = await addWorkspace('Reef')
  admin = await addPerson(workspaceId, 'admin')
  viewer = await addPerson(workspaceId, 'viewer')
})
afterAll(() => close())

const set = (person: TestPerson, currency: object) =>
  call(PATCH, '/workspace', { method: 'PATCH', cookie: person.cookie, body: { currency } })
const read = async (answer: Promise<Response>) => (await answer).json() as Promise<Record<string, never>>

test('R138: an admin chooses the currency; it is told who did, and every member sees it', async () => {
  const before = await read(call(GET, '/workspace', { cookie: viewer.cookie }))
  expect(before).toMatchObject({
    workspace: { currency: { code: 'USD', perDollar: 1 }, currencyChosen: null },
  })
  const answer = await set(admin, { code: 'CNY', perDollar: 7.1 })
  expect(answer.status).toBe(200)
  const me = await read(call(readMe, '/me', { cookie: viewer.cookie }))
  expect(me).toMatchObject({ workspace: { currency: { code: 'CNY', perDollar: 7.1 } } })
  const after = await read(call(GET, '/workspace', { cookie: viewer.cookie }))
  expect(after).toMatchObject({ workspace: { currencyChosen: { byName: 'admin', at: expect.any(String) } } })
})

test('R138: a viewer may not, and rates that cannot be kept are refused', async () => {
  expect((await set(viewer, { code: 'EUR', perDollar: 0.9 })).status).toBe(403)
  for (const wrong of [
    { code: 'XXX', perDollar: 1 },
    { code: 'EUR', perDollar: 0 },
    { code: 'EUR', perDollar: 0.12345678 },
    { code: 'USD', perDollar: 2 },
  ])
    expect((await set(admin, wrong)).status).toBe(400)
})

test('a rate of six decimals is kept as it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), micros => {
      const currency = { code: 'VND' as const, perDollar: micros / 1_000_000 }
      expect(toCurrency(fromCurrency(currency))).toEqual(currency)
    }),
  )
})
