import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET as meRoute } from '@/app/api/v1/me/route'
import { POST as setupRoute, GET as setupState } from '@/app/api/v1/setup/route'
import { claimSetup, issueSetupToken } from '@/lib/accounts/claim-setup'
import { createApiToken } from '@/lib/accounts/create-api-token'
import { call, cookieHeader, openTestInstallation, testPassword } from '@/lib/accounts/testing/installation'
import { getDatabase } from '@/lib/db/client'

let close: () => Promise<void>
beforeAll(async () => {
  close = await openTestInstallation()
})
afterAll(() => close())

const person = { name: 'Ada', email: 'Ada@Example.com ', password: testPassword }
const claim = (body: object) => call(setupRoute, '/api/v1/setup', { method: 'POST', body })
const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; details?: { reason?: string } } }
  return [response.status, error.code, error.details?.reason]
}
const claimed = async () => (await call(setupState, '/api/v1/setup')).json()

// One story, in order: an installation is set up once.

test('until somebody owns the installation, the API is not ready', async () => {
  const response = await call(meRoute, '/api/v1/me')
  expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
    503,
    'not-ready',
  ])
  expect(await claimed()).toEqual({ claimed: false })
})

test('a wrong, an older and an expired set-up token are refused, each by its name', async () => {
  const older = (await issueSetupToken()) ?? ''
  expect(await errorOf(await claim({ ...person, token: 'reef_guess' }))).toEqual([403, 'forbidden', 'wrong'])
  const expired = (await issueSetupToken(Date.now() - 31 * 60 * 1000)) ?? ''
  expect(await errorOf(await claim({ ...person, token: older }))).toEqual([403, 'forbidden', 'wrong'])
  expect(await errorOf(await claim({ ...person, token: expired }))).toEqual([403, 'forbidden', 'expired'])
  expect(await getDatabase().user.count()).toBe(0)
})

test('the token is stored as a hash', async () => {
  const token = (await issueSetupToken()) ?? ''
  expect(token).toMatch(/^reef_[\w-]{51}$/)
  expect(JSON.stringify(await getDatabase().installation.findMany())).not.toContain(token.slice(5, 30))
})

test('a short password, a bad address or an extra field leave the token unspent (WEB-7)', async () => {
  const token = (await issueSetupToken()) ?? ''
  for (const wrong of [{ password: 'short' }, { email: 'nobody' }, { name: ' ' }, { role: 'owner' }]) {
    expect((await claim({ ...person, token, ...wrong })).status, JSON.stringify(wrong)).toBe(400)
  }
  expect(await getDatabase().installation.count()).toBe(1)
})

test('the command line makes an owner without a password; the API opens, set-up stays open', async () => {
  const secrets = await Promise.all([createApiToken(), createApiToken('viewer'), createApiToken('member')])
  expect(await getDatabase().user.count()).toBe(1)
  expect(await getDatabase().workspace.count()).toBe(1)
  const roles = await Promise.all(
    secrets.map(
      async token => ((await (await call(meRoute, '/api/v1/me', { token })).json()) as Me).actor.role,
    ),
  )
  expect(roles).toEqual(['owner', 'viewer', 'member'])
  expect((await call(meRoute, '/api/v1/me')).status).toBe(401)
  expect(await claimed()).toEqual({ claimed: false })
})

interface Me {
  actor: { role: string }
  user: { name: string; email: string }
  workspace: { id: string }
}

test('of many who claim at once, one becomes the owner, and takes over what the command line made', async () => {
  const before = await createApiToken()
  const token = (await issueSetupToken()) ?? ''
  const responses = await Promise.all(
    Array.from({ length: 6 }, (_, index) => claim({ ...person, email: `ada${index}@example.com`, token })),
  )
  const won = responses.filter(response => response.status === 201)
  expect(won).toHaveLength(1)
  expect(responses.filter(response => response.status === 409)).toHaveLength(5)
  expect(await getDatabase().user.count()).toBe(1)
  expect(await getDatabase().member.findMany({ select: { role: true } })).toEqual([{ role: 'owner' }])

  const cookie = cookieHeader(won[0]?.headers.getSetCookie() ?? [])
  const byCookie = (await (await call(meRoute, '/api/v1/me', { cookie })).json()) as Me
  const byToken = (await (await call(meRoute, '/api/v1/me', { token: before })).json()) as Me
  expect(byCookie.workspace).toEqual(byToken.workspace)
  expect(byCookie.user).toEqual(byToken.user)
  expect(byCookie.user.name).toBe('Ada')
  expect(await claimed()).toEqual({ claimed: true })
})

test('afterwards the link never works again, and no new one is made', async () => {
  expect(await issueSetupToken()).toBeNull()
  expect(await errorOf(await claim({ ...person, token: 'reef_guess' }))).toEqual([409, 'conflict', 'used'])
  expect(await getDatabase().installation.count()).toBe(0)
})

test('claims are limited to twenty a minute', async () => {
  const now = Date.now() + 3_600_000
  const attempt = () => claimSetup({ ...person, token: 'reef_guess' }, now)
  for (let index = 0; index < 20; index += 1)
    await expect(attempt()).rejects.toMatchObject({ code: 'conflict' })
  await expect(attempt()).rejects.toMatchObject({ code: 'rate-limited', details: { retryAfterSeconds: 60 } })
})
