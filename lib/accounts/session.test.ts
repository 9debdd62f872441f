import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getDatabase } from '../db/client'
import { removeMember } from '../members/change-member'
import { createToken } from '../tokens/create-token'
import { revokeToken } from '../tokens/repository'
import type { Actor } from './actor'
import { resolveActor, revalidateActor } from './session'
import { addPerson, addWorkspace, openTestInstallation, type TestPerson } from './testing/installation'

let close: () => Promise<void>
let workspaceId: string
let ada: TestPerson
let owner: Actor

beforeAll(async () => {
  close = await openTestInstallation()
  workspaceId = await addWorkspace('Coral')
  ada = await addPerson(workspaceId, 'owner', 'ada')
  owner = (await resolveActor(withCookie(ada.cookie))) as Actor
})
afterAll(() => close())

const withCookie = (cookie: string) => ({ headers: new Headers({ cookie }) })
const withToken = (token: string) => ({ headers: new Headers({ authorization: `Bearer ${token}` }) })
const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000)

async function makeToken(role: 'viewer' | 'member' | 'owner', expiresInDays: number | null = null) {
  return createToken(owner, { name: 'script', role, expiresInDays })
}

describe('a session cookie', () => {
  test('leads to the member of the active workspace', () => {
    expect(owner).toEqual({
      kind: 'person',
      id: ada.userId,
      name: 'ada',
      workspaceId,
      memberId: ada.memberId,
      role: 'owner',
    })
  })

  test('is nothing when it is forged, cut or empty', async () => {
    const [name, value = ''] = ada.cookie.split('=')
    const [token = '', signature = ''] = decodeURIComponent(value).split('.')
    const forged = [`${token}.${signature.slice(0, -2)}A=`, `${token}.`, token, '', `other.${signature}`]
    for (const text of forged) {
      expect(await resolveActor(withCookie(`${name}=${encodeURIComponent(text)}`)), text).toBeNull()
    }
  })

  test('ends when idle for a week, and after thirty days however busy it was (C28)', async () => {
    const idle = await addPerson(workspaceId, 'member', 'idle')
    await getDatabase()
      .$executeRaw`update "Session" set "updatedAt" = ${daysAgo(6)} where "userId" = ${idle.userId}`
    expect(await resolveActor(withCookie(idle.cookie))).toMatchObject({ id: idle.userId })
    const touched = await getDatabase().session.findFirstOrThrow({ where: { userId: idle.userId } })
    expect(touched.updatedAt > daysAgo(1)).toBe(true)
    await getDatabase()
      .$executeRaw`update "Session" set "updatedAt" = ${daysAgo(8)} where "userId" = ${idle.userId}`
    expect(await resolveActor(withCookie(idle.cookie))).toBeNull()

    const busy = await addPerson(workspaceId, 'member', 'busy')
    const { expiresAt } = await getDatabase().session.findFirstOrThrow({ where: { userId: busy.userId } })
    await getDatabase()
      .$executeRaw`update "Session" set "createdAt" = ${daysAgo(29)} where "userId" = ${busy.userId}`
    await resolveActor(withCookie(busy.cookie))
    const after = await getDatabase().session.findFirstOrThrow({ where: { userId: busy.userId } })
    expect(after.expiresAt).toEqual(expiresAt)
    await getDatabase().session.updateMany({
      where: { userId: busy.userId },
      data: { expiresAt: daysAgo(0) },
    })
    expect(await resolveActor(withCookie(busy.cookie))).toBeNull()
  })

  test('loses the workspace, and an open stream, when the member is removed (WEB-5)', async () => {
    const eve = await addPerson(workspaceId, 'admin', 'eve')
    const actor = (await resolveActor(withCookie(eve.cookie))) as Actor
    expect(await revalidateActor(withCookie(eve.cookie), actor)).toEqual(actor)
    await removeMember(owner, eve.memberId)
    expect(await revalidateActor(withCookie(eve.cookie), actor)).toBeNull()
    expect(await resolveActor(withCookie(eve.cookie))).toBeNull()
  })
})

describe('an API token', () => {
  test('leads to its member, with its own role at most', async () => {
    const { token, secret } = await makeToken('viewer')
    expect(await resolveActor(withToken(secret))).toEqual({
      kind: 'token',
      id: token.id,
      name: 'script',
      workspaceId,
      memberId: ada.memberId,
      role: 'viewer',
    })
  })

  test('shrinks with its member', async () => {
    const { secret } = await makeToken('owner')
    await getDatabase().member.update({ where: { id: ada.memberId }, data: { role: 'viewer' } })
    expect(await resolveActor(withToken(secret))).toMatchObject({ role: 'viewer' })
    await getDatabase().member.update({ where: { id: ada.memberId }, data: { role: 'owner' } })
    expect(await resolveActor(withToken(secret))).toMatchObject({ role: 'owner' })
  })

  test('is kept as a hash only', async () => {
    const { token, secret } = await makeToken('member')
    const row = await getDatabase().apiToken.findUniqueOrThrow({ where: { id: token.id } })
    expect(JSON.stringify(row)).not.toContain(secret.slice(5, 40))
    expect(row.last4).toBe(secret.slice(-4))
  })

  test('stops working when revoked, at once, and when expired', async () => {
    const { token, secret } = await makeToken('member', 1)
    const actor = (await resolveActor(withToken(secret))) as Actor
    expect(await revokeToken(owner, token.id)).toBe(true)
    expect(await resolveActor(withToken(secret))).toBeNull()
    expect(await revalidateActor(withToken(secret), actor)).toBeNull()

    const other = await makeToken('member', 1)
    expect(await resolveActor(withToken(other.secret))).not.toBeNull()
    await getDatabase().apiToken.update({
      where: { id: other.token.id },
      data: { expiresAt: new Date(Date.now() - 1000) },
    })
    expect(await resolveActor(withToken(other.secret))).toBeNull()
  })

  test('notes its use at most once a minute', async () => {
    const { token, secret } = await makeToken('member')
    const lastUsedAt = async () =>
      (await getDatabase().apiToken.findUniqueOrThrow({ where: { id: token.id } })).lastUsedAt
    expect(await lastUsedAt()).toBeNull()
    await resolveActor(withToken(secret))
    const first = await lastUsedAt()
    expect(first).not.toBeNull()
    await resolveActor(withToken(secret))
    expect(await lastUsedAt()).toEqual(first)
    await getDatabase().apiToken.update({
      where: { id: token.id },
      data: { lastUsedAt: new Date(Date.now() - 61_000) },
    })
    await resolveActor(withToken(secret))
    expect((await lastUsedAt())?.getTime()).toBeGreaterThan(first?.getTime() ?? Infinity)
  })

  test('that is wrong is not saved by a good cookie', async () => {
    const { secret } = await makeToken('member')
    const wrong = [`${secret.slice(0, -1)}x`, 'reef_', '', `${secret} ${secret}`]
    for (const token of wrong) {
      const headers = new Headers({ authorization: `Bearer ${token}`, cookie: ada.cookie })
      expect(await resolveActor({ headers }), token).toBeNull()
    }
  })

  test('makes no token that is wider or lives longer than itself', async () => {
    const { secret } = await makeToken('member', 2)
    const actor = (await resolveActor(withToken(secret))) as Actor
    await expect(
      createToken(actor, { name: 'wider', role: 'admin', expiresInDays: 1 }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    })
    const parent = await getDatabase().apiToken.findUniqueOrThrow({ where: { id: actor.id } })
    const { token } = await createToken(actor, { name: 'longer', role: 'viewer', expiresInDays: null })
    expect(token.expiresAt).toBe(parent.expiresAt?.toISOString())
  })
})
