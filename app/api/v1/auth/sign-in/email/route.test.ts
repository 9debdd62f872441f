import { afterAll, beforeAll, expect, test } from 'vitest'
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
import { GET as meRoute } from '../../../me/route'
import { POST as signOutEverywhereRoute } from '../../../me/sign-out-everywhere/route'
import { POST as signOutRoute } from '../../sign-out/route'
import { POST as signInRoute } from './route'

let close: () => Promise<void>
let workspaceId: string
let ada: TestPerson
let bob: TestPerson
beforeAll(async () => {
  close = await openTestInstallation()
  workspaceId = await addWorkspace('Coral')
  ada = await addPerson(workspaceId, 'owner', 'ada')
  bob = await addPerson(workspaceId, 'member', 'bob')
})
afterAll(() => close())

test('a session is a new one after every sign-in, and an old one stays dead after sign-out (WEB-6)', async () => {
  const bob = await addPerson(workspaceId, 'member', 'bob')
  const body = { email: bob.email, password: testPassword }
  // A cookie that an attacker planted before the sign-in gains nothing by it.
  const response = await call(signInRoute, '/api/v1/auth/sign-in/email', {
    method: 'POST',
    body,
    cookie: bob.cookie,
  })
  expect(await response.json()).toEqual({ signedIn: true })
  const setCookies = response.headers.getSetCookie()
  expect(setCookies).toHaveLength(1)
  expect(setCookies[0]).toMatch(
    /^reef\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  const fresh = cookieHeader(setCookies)
  expect(fresh).not.toBe(bob.cookie)

  const out = await call(signOutRoute, '/api/v1/auth/sign-out', { method: 'POST', cookie: fresh })
  expect(out.headers.getSetCookie()[0]).toMatch(/^reef\.session_token=; Max-Age=0/)
  expect((await call(meRoute, '/api/v1/me', { cookie: fresh })).status).toBe(401)
  expect((await call(meRoute, '/api/v1/me', { cookie: bob.cookie })).status).toBe(200)

  const path = '/api/v1/me/sign-out-everywhere'
  const everywhere = await call(signOutEverywhereRoute, path, { method: 'POST', cookie: bob.cookie })
  expect(everywhere.status).toBe(200)
  expect((await call(meRoute, '/api/v1/me', { cookie: bob.cookie })).status).toBe(401)
  expect(await getDatabase().session.count({ where: { userId: bob.userId } })).toBe(0)
})

test('guesses at one account are slowed down whatever forwarding headers they carry (C29)', async () => {
  const guess = (index: number) =>
    call(signInRoute, '/api/v1/auth/sign-in/email', {
      method: 'POST',
      body: { email: index % 2 ? bob.email : bob.email.toUpperCase(), password: `guess number ${index}` },
      headers: {
        'x-forwarded-for': `203.0.113.${index}`,
        'x-real-ip': `203.0.113.${index}`,
        forwarded: `for=203.0.113.${index}`,
      },
    })
  const statuses: number[] = []
  for (let index = 0; index < 8; index += 1) statuses.push((await guess(index)).status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])

  const refused = await guess(9)
  expect(refused.headers.get('retry-after')).toMatch(/^[12]$/)
  expect(await refused.json()).toEqual({
    error: {
      code: 'rate-limited',
      message: expect.stringMatching(/^Too many tries\. Wait [12] s, then try again\.$/),
      details: { retryAfterSeconds: expect.any(Number) },
    },
  })
  // The right password waits too; another account does not.
  const right = await call(signInRoute, '/api/v1/auth/sign-in/email', {
    method: 'POST',
    body: { email: bob.email, password: testPassword },
  })
  expect(right.status).toBe(429)
  const other = await call(signInRoute, '/api/v1/auth/sign-in/email', {
    method: 'POST',
    body: { email: ada.email, password: testPassword },
  })
  expect(other.status).toBe(200)
})

test('an unknown address is answered like a wrong password', async () => {
  const attempt = async (email: string) => {
    const body = { email, password: 'not the password' }
    const response = await call(signInRoute, '/api/v1/auth/sign-in/email', { method: 'POST', body })
    return [response.status, await response.json()]
  }
  expect(await attempt('nobody@example.com')).toEqual(await attempt(ada.email))
})
