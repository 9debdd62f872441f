/** Hooks and the log of their calls, in the database. A secret is sealed to its hook. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, type Prisma } from '../db/client'
import { notFound } from '../http/errors'
import { encryptionKey } from '../providers/encryption-key'
import { openSecret, type SecretPlace, sealSecret } from '../providers/secrets'
import type { Starter } from '../starts/schema'
import { tellChanged } from '../workspaces/tell-changed'
import { type Hook, type HookDelivery, hook, hookDelivery } from './schema'

/** Calls kept of each hook. */
const keptDeliveries = 200

type Row = Prisma.HookGetPayload<object>

const placeOf = (workspaceId: string, recordId: string): SecretPlace => ({
  workspaceId,
  recordId,
  field: 'hook-secret',
})

async function toHooks(workspaceId: string, rows: Row[]): Promise<Hook[]> {
  const db = getDatabase()
  const [templates, members] = await Promise.all([
    db.template.findMany({ where: { workspaceId }, select: { id: true, name: true } }),
    db.member.findMany({ where: { workspaceId }, select: { id: true, user: { select: { name: true } } } }),
  ])
  return rows.map(row =>
    hook.parse({
      ...row,
      path: `/api/v1/incoming/${row.id}`,
      template: row.templateId,
      templateName: templates.find(each => each.id === row.templateId)?.name ?? null,
      ownerName: members.find(each => each.id === row.memberId)?.user.name ?? null,
      createdAt: row.createdAt.toISOString(),
    }),
  )
}

export async function listHooks(actor: Actor): Promise<Hook[]> {
  requireCan(actor, 'hook:read')
  const where = { workspaceId: actor.workspaceId }
  return await toHooks(
    actor.workspaceId,
    await getDatabase().hook.findMany({ where, orderBy: { name: 'asc' } }),
  )
}

export async function readHook(actor: Actor, id: string): Promise<Hook> {
  requireCan(actor, 'hook:read')
  const row = await getDatabase().hook.findFirst({ where: { id, workspaceId: actor.workspaceId } })
  const [found] = row ? await toHooks(actor.workspaceId, [row]) : []
  if (!found) throw notFound('webhook')
  return found
}

export interface HookFields {
  name?: string
  templateId?: string
  mapping?: Record<string, string>
  paused?: boolean
  memberId: string
  role: string
}

async function sealed(workspaceId: string, id: string, secret: string) {
  const box = sealSecret(secret, placeOf(workspaceId, id), await encryptionKey())
  return { secret: box, last4: secret.slice(-4) }
}

export async function insertHook(
  row: Required<HookFields> & { id: string; workspaceId: string; auth: string },
  secret: string,
): Promise<void> {
  await getDatabase().hook.create({ data: { ...row, ...(await sealed(row.workspaceId, row.id, secret)) } })
}

export async function changeHook(
  actor: Actor,
  id: string,
  fields: HookFields,
  secret: string | null,
): Promise<void> {
  requireCan(actor, 'hook:write')
  const { workspaceId } = actor
  const data = { ...fields, ...(secret === null ? {} : await sealed(workspaceId, id, secret)) }
  if ((await getDatabase().hook.updateMany({ where: { id, workspaceId }, data })).count === 0)
    throw notFound('webhook')
}

export async function deleteHook(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'hook:write')
  const where = { id, workspaceId: actor.workspaceId }
  if ((await getDatabase().hook.deleteMany({ where })).count === 0) throw notFound('webhook')
  tellChanged(actor.workspaceId, 'hooks')
}

export interface CalledHook extends Starter {
  id: string
  name: string
  auth: string
  templateId: string
  mapping: unknown
  paused: boolean
  secret: string
}

/** The hook that a call from outside names, with its secret open. The id is all that a caller has to know. */
export async function findCalledHook(id: string): Promise<CalledHook | null> {
  const row = await getDatabase().hook.findUnique({ where: { id } })
  if (!row) return null
  return { ...row, secret: openSecret(row.secret, placeOf(row.workspaceId, id), await encryptionKey()) }
}

export async function listDeliveries(actor: Actor, hookId: string): Promise<HookDelivery[]> {
  await readHook(actor, hookId)
  const rows = await getDatabase().hookDelivery.findMany({
    where: { hookId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: keptDeliveries,
  })
  return rows.map(row =>
    hookDelivery.parse({ ...row, at: row.at.toISOString(), replayable: row.bodyHash !== null }),
  )
}

/** Hash of a delivery's body, for sending it again. */
export async function findBody(actor: Actor, hookId: string, deliveryId: string): Promise<string | null> {
  await readHook(actor, hookId)
  const row = await getDatabase().hookDelivery.findFirst({ where: { id: deliveryId, hookId } })
  if (!row) throw notFound('delivery')
  return row.bodyHash
}

export interface NewDelivery {
  id: string
  hookId: string
  /** Null for what must not count as the sender's call: refusals and replays. */
  deliveryId: string | null
  status: string
  reason?: string
  bodyHash?: string
  bodySize: number
  taskId?: string
}

/** Writes a call down. False when the sender's id was taken before: then nothing must start. */
export async function insertDelivery(db: Connection, row: NewDelivery): Promise<boolean> {
  return (await db.hookDelivery.createMany({ data: [row], skipDuplicates: true })).count === 1
}

export async function noteStarted(tx: Connection, id: string, taskId: string): Promise<void> {
  await tx.hookDelivery.update({ where: { id }, data: { taskId } })
}

/** The task that a call with this id has started before. */
export async function startedBefore(hookId: string, deliveryId: string): Promise<string | null> {
  const where = { hookId_deliveryId: { hookId, deliveryId } }
  return (await getDatabase().hookDelivery.findUnique({ where }))?.taskId ?? null
}

/** Keeps the log of a hook short. */
export async function forgetOldDeliveries(hookId: string): Promise<void> {
  const rows = await getDatabase().hookDelivery.findMany({
    where: { hookId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    skip: keptDeliveries,
    select: { id: true },
  })
  if (rows.length > 0)
    await getDatabase().hookDelivery.deleteMany({ where: { id: { in: rows.map(row => row.id) } } })
}
