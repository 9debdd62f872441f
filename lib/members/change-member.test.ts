import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor, Role } from '../accounts/actor'
import { resolveActor } from '../accounts/session'
import {
  addPerson,
  addWorkspace,
  openTestInstallation,
  type TestPerson,
} from '../accounts/testing/installation'
import { getDatabase } from '../db/client'
import { createToken } from '../tokens/create-token'
import { changeRole, removeMember } from './change-member'
import { listMembers } from './repository'

let close: () => Promise<void>
beforeAll(async () => {
  close = await openTestInstallation()
})
afterAll(() => close())

async function actorOf(person: TestPerson): Promise<Actor> {
  const actor = await resolveActor({ headers: new Headers({ cookie: person.cookie }) })
  if (!actor) throw new Error('not signed in')
  return actor
}

async function makeTeam(...roles: Role[]) {
  const workspaceId = await addWorkspace('Coral')
  const people = await Promise.all(roles.map(role => addPerson(workspaceId, role)))
  return Promise.all(people.map(async person => ({ ...person, actor: await actorOf(person) })))
}

type Teammate = Awaited<ReturnType<typeof makeTeam>>[number]

async function team(...roles: Role[]): Promise<[Teammate, Teammate, ...Teammate[]]> {
  return (await makeTeam(...roles)) as [Teammate, Teammate, ...Teammate[]]
}

test('the last owner stays: not demoted, not removed, not by two at once', async () => {
  const [one, two] = await team('owner', 'owner')
  const results = await Promise.allSettled([
    changeRole(one.actor, two.memberId, 'admin'),
    changeRole(two.actor, one.memberId, 'admin'),
  ])
  expect(results.map(result => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  const members = await listMembers(one.actor)
  const owners = members.filter(member => member.role === 'owner')
  expect(owners).toHaveLength(1)
  const last = owners[0]?.id === one.memberId ? one : two
  await expect(removeMember(last.actor, last.memberId)).rejects.toMatchObject({
    code: 'refused',
    details: { reason: 'last-owner' },
  })
})

test('only owners make, unmake and remove owners', async () => {
  const [owner, admin] = await team('owner', 'admin')
  for (const attempt of [
    () => changeRole(admin.actor, admin.memberId, 'owner'),
    () => changeRole(admin.actor, owner.memberId, 'viewer'),
    () => removeMember(admin.actor, owner.memberId),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' })
  }
  expect(await changeRole(owner.actor, admin.memberId, 'owner')).toMatchObject({ role: 'owner' })
})

test('members change nobody, and nobody reaches into another workspace', async () => {
  const [owner, member] = await team('owner', 'member')
  const [stranger] = await team('owner', 'admin')
  await expect(changeRole(member.actor, member.memberId, 'admin')).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(changeRole(stranger.actor, member.memberId, 'viewer')).rejects.toMatchObject({
    code: 'not-found',
  })
  await expect(removeMember(stranger.actor, member.memberId)).rejects.toMatchObject({ code: 'not-found' })
  const roles = (await listMembers(owner.actor)).map(({ id, role }) => [id, role])
  expect(Object.fromEntries(roles)).toEqual({ [owner.memberId]: 'owner', [member.memberId]: 'member' })
})

test('a removed member takes their tokens along', async () => {
  const [owner, member] = await team('owner', 'member')
  await createToken(member.actor, { name: 'mine', role: 'member', expiresInDays: null })
  await removeMember(owner.actor, member.memberId)
  expect(await getDatabase().apiToken.count({ where: { memberId: member.memberId } })).toBe(0)
  await expect(removeMember(owner.actor, member.memberId)).rejects.toMatchObject({ code: 'not-found' })
})
