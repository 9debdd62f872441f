import { afterAll, beforeAll, expect, test } from 'vitest'
import { POST as signInRoute } from '@/app/api/v1/auth/sign-in/email/route'
import { POST as acceptRoute } from '@/app/api/v1/invitations/[invitationId]/accept/route'
import { POST as previewRoute } from '@/app/api/v1/invitations/[invitationId]/preview/route'
import { DELETE as withdrawRoute } from '@/app/api/v1/invitations/[invitationId]/route'
import { POST as inviteRoute, GET as listRoute } from '@/app/api/v1/invitations/route'
import { GET as meRoute } from '@/app/api/v1/me/route'
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

let close: () => Promise<void>
let owner: TestPerson
let admin: TestPerson
let outsider: TestPerson
beforeAll(async () => {
  close = await openTestInstallation()
  const workspaceId = await addWorkspace('Coral')
  owner = await addPerson(workspaceId, 'owner', 'ada')
  admin = await addPerson(workspaceId, 'admin', 'alan')
  outsider = await addPerson(await addWorkspace('Elsewhere'), 'owner', 'otto')
})
afterAll(() => close())

interface Link {
  id: string
  secret: string
}

async function invite(email: string, role = 'member'): Promise<Link> {
  const body = { email, role }
  const response = await call(inviteRoute, '/api/v1/invitations', {
    method: 'POST',
    body,
    cookie: owner.cookie,
  })
  expect(response.status).toBe(201)
  const { invitation, path } = (await response.json()) as { invitation: { id: string }; path: string }
  expect(path.startsWith(`/invite/${invitation.id}#`)).toBe(true)
  return { id: invitation.id, secret: path.split('#')[1] ?? '' }
}

function accept({ id, secret }: Link, body: object = {}, cookie?: string): Promise<Response> {
  return call(acceptRoute, `/api/v1/invitations/${id}/accept`, {
    method: 'POST',
    params: { invitationId: id },
    body: { secret, ...body },
    ...(cookie ? { cookie } : {}),
  })
}

async function preview({ id, secret }: Link) {
  const options = { method: 'POST', params: { invitationId: id }, body: { secret } }
  const response = await call(previewRoute, `/api/v1/invitations/${id}/preview`, options)
  return [response.status, await response.json()] as const
}

async function refusal(response: Response) {
  const { error } = (await response.json()) as { error: { code: string; details?: { reason?: string } } }
  return [response.status, error.code, error.details?.reason]
}

const newcomer = { name: 'Grace', password: testPassword }

test('a newcomer makes an account of the invited address and role, once', async () => {
  const link = await invite('Grace@example.com', 'viewer')
  expect(await preview(link)).toEqual([
    200,
    {
      state: 'open',
      email: 'grace@example.com',
      role: 'viewer',
      workspaceName: 'Coral',
      inviterName: 'ada',
      expiresAt: expect.any(String),
      hasAccount: false,
    },
  ])
  const accepted = await Promise.all([1, 2, 3].map(() => accept(link, newcomer)))
  expect(accepted.map(response => response.status).sort()).toEqual([201, 409, 409])
  const cookie = cookieHeader(
    accepted.find(response => response.status === 201)?.headers.getSetCookie() ?? [],
  )
  expect(await (await call(meRoute, '/api/v1/me', { cookie })).json()).toMatchObject({
    actor: { role: 'viewer', name: 'Grace' },
    user: { email: 'grace@example.com' },
    workspace: { id: owner.workspaceId, name: 'Coral' },
  })
  expect(await refusal(await accept(link, newcomer))).toEqual([409, 'refused', 'used'])
  expect((await preview(link))[1]).toMatchObject({ state: 'used', hasAccount: true })
})

test('somebody with an account joins by signing in, and lands in the new workspace', async () => {
  const link = await invite(outsider.email)
  expect(await refusal(await accept(link, newcomer))).toEqual([401, 'unauthenticated', 'sign-in-first'])
  const signIn = await call(signInRoute, '/api/v1/auth/sign-in/email', {
    method: 'POST',
    body: { email: outsider.email, password: testPassword },
  })
  const cookie = cookieHeader(signIn.headers.getSetCookie())
  expect((await accept(link, {}, cookie)).status).toBe(201)
  expect(await (await call(meRoute, '/api/v1/me', { cookie })).json()).toMatchObject({
    actor: { role: 'member' },
    workspace: { name: 'Coral' },
  })
})

test('an invitation is for its address only (WEB-9)', async () => {
  const link = await invite('heidi@example.com')
  expect(await refusal(await accept(link, {}, admin.cookie))).toEqual([409, 'refused', 'other-email'])
  for (const extra of [
    { email: 'mallory@example.com' },
    { role: 'owner' },
    { workspaceId: outsider.workspaceId },
  ]) {
    expect((await accept(link, { ...newcomer, ...extra })).status, JSON.stringify(extra)).toBe(400)
  }
  expect(await getDatabase().user.count({ where: { email: 'heidi@example.com' } })).toBe(0)
})

test('the id alone opens nothing', async () => {
  const link = await invite('ivan@example.com')
  const other = await invite('judy@example.com')
  for (const secret of ['guess', other.secret, link.secret.slice(1)]) {
    expect((await preview({ id: link.id, secret }))[0]).toBe(404)
    expect((await accept({ id: link.id, secret }, newcomer)).status).toBe(404)
  }
})

test('withdrawn, replaced and expired invitations are refused by name', async () => {
  const withdrawn = await invite('kim@example.com')
  const path = `/api/v1/invitations/${withdrawn.id}`
  const params = { invitationId: withdrawn.id }
  const options = { method: 'DELETE', params, cookie: admin.cookie }
  expect((await call(withdrawRoute, path, { ...options, cookie: outsider.cookie })).status).toBe(404)
  expect((await call(withdrawRoute, path, options)).status).toBe(204)
  expect((await call(withdrawRoute, path, options)).status).toBe(404)
  expect(await refusal(await accept(withdrawn, newcomer))).toEqual([409, 'refused', 'withdrawn'])

  const replaced = await invite('kim@example.com')
  const latest = await invite('kim@example.com')
  expect(await refusal(await accept(replaced, newcomer))).toEqual([409, 'refused', 'withdrawn'])

  const expiresAt = new Date(Date.now() - 1000)
  await getDatabase().invitation.update({ where: { id: latest.id }, data: { expiresAt } })
  expect(await refusal(await accept(latest, newcomer))).toEqual([409, 'refused', 'expired'])
})

test('an admin invites no owner, nobody invites a member again, and lists hold no secrets', async () => {
  const post = (body: object, cookie: string) =>
    call(inviteRoute, '/api/v1/invitations', { method: 'POST', body, cookie })
  expect((await post({ email: 'leo@example.com', role: 'owner' }, admin.cookie)).status).toBe(403)
  expect((await post({ email: admin.email }, owner.cookie)).status).toBe(409)
  const link = await invite('mia@example.com')
  const list = await (await call(listRoute, '/api/v1/invitations', { cookie: admin.cookie })).text()
  expect(list).toContain(link.id)
  expect(list).not.toContain(link.secret)
})
