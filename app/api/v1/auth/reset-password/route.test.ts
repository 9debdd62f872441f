import { afterAll, beforeAll, expect, test } from 'vitest'
import { issuePasswordLink } from '@/lib/accounts/reset-password'
import {
  addPerson,
  addWorkspace,
  call,
  cookieHeader,
  openTestInstallation,
  type TestPerson,
  testPassword,
} from '@/lib/accounts/testing/installation'
import { getDatabase } from '@/lib/db/client'
import { GET as meRoute } from '../../me/route'
import { POST as signInRoute } from '../sign-in/email/route'
import { POST as resetRoute } from './route'

let close: () => Promise<void>
let ada: TestPerson
beforeAll(async () => {
  close = await openTestInstallation()
  ada = await addPerson(await addWorkspace('Coral'), 'owner', 'ada')
})
afterAll(() => close())

const password = 'a whole new password'
const reset = (token: string) =>
  call(resetRoute, '/api/v1/auth/reset-password', { method: 'POST', body: { token, password } })
const makeLink = async (email: string) => (await issuePasswordLink(email)).replace('/reset#', '')
const statusOf = async (cookie: string) => (await call(meRoute, '/api/v1/me', { cookie })).status

async function signIn(given: string): Promise<number> {
  const body = { email: ada.email, password: given }
  return (await call(signInRoute, '/api/v1/auth/sign-in/email', { method: 'POST', body })).status
}

test('a link sets the password once, ends the old sessions and lifts the throttle', async () => {
  const older = await makeLink(ada.email)
  const link = await makeLink(` ${ada.email.toUpperCase()} `)
  expect(JSON.stringify(await getDatabase().verification.findMany())).not.toContain(link.slice(5, 40))
  for (let index = 0; index < 6; index += 1) await signIn('a wrong guess')
  expect(await signIn(testPassword)).toBe(429)

  expect((await reset(older)).status).toBe(403)
  const answers = await Promise.all([reset(link), reset(link), reset(link)])
  expect(answers.map(response => response.status).sort()).toEqual([200, 403, 403])
  const cookie = cookieHeader(answers.find(response => response.status === 200)?.headers.getSetCookie() ?? [])
  expect(await statusOf(cookie)).toBe(200)
  expect(await statusOf(ada.cookie)).toBe(401)
  expect(await signIn(testPassword)).toBe(401)
  expect(await signIn(password)).toBe(200)
  expect((await reset(link)).status).toBe(403)
})

test('an expired link and a guess set nothing', async () => {
  const link = await makeLink(ada.email)
  await getDatabase().verification.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } })
  expect((await reset(link)).status).toBe(403)
  expect((await reset('reef_guess')).status).toBe(403)
  await expect(issuePasswordLink('nobody@example.com')).rejects.toMatchObject({ code: 'not-found' })
})
