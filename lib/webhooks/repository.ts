/** Webhooks and their deliveries in the database: scoped by workspace for people, by lease for the worker that sends. */
import { timeNow } from '../shared/clock'
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, type Prisma } from '../db/client'
import { notFound } from '../http/errors'
import { pauseAfter, retryDelayMs } from './rules'
import {
  type Delivery,
  type DeliveryAttempt,
  delivery,
  deliveryAttempt,
  type Webhook,
  webhook,
} from './schema'

/** Attempts that a delivery keeps. */
const keptAttempts = 20
/** Deliveries are kept this long, delivered or not. */
const keepMs = 30 * 24 * 60 * 60 * 1000

type Row = Prisma.WebhookGetPayload<object>
type DeliveryRow = Prisma.WebhookDeliveryGetPayload<object>

function toWebhook(row: Row): Webhook {
  return webhook.parse({
    ...row,
    pausedAt: row.pausedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  })
}

function toDelivery(row: DeliveryRow): Delivery {
  return delivery.parse({
    ...row,
    dueAt: row.dueAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  })
}

export async function listWebhooks(actor: Actor): Promise<Webhook[]> {
  requireCan(actor, 'webhook:write')
  const { workspaceId } = actor
  const rows = await getDatabase().webhook.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } })
  return rows.map(toWebhook)
}

export async function insertWebhook(data: {
  id: string
  workspaceId: string
  name: string
  url: string
  secret: string
  events: string[]
}): Promise<Webhook> {
  return toWebhook(await getDatabase().webhook.create({ data }))
}

export async function updateWebhook(
  actor: Actor,
  id: string,
  { paused, ...fields }: { name?: string; url?: string; events?: string[]; paused?: boolean },
): Promise<Webhook> {
  requireCan(actor, 'webhook:write')
  const { workspaceId } = actor
  const turned =
    paused === undefined
      ? {}
      : {
          failures: 0,
          pausedAt: paused ? new Date() : null,
          pauseReason: paused ? 'Paused by a person.' : null,
        }
  const where = { id, workspaceId }
  const { count } = await getDatabase().webhook.updateMany({ where, data: { ...fields, ...turned } })
  if (count === 0) throw notFound('webhook')
  return toWebhook(await getDatabase().webhook.findUniqueOrThrow({ where }))
}

export async function deleteWebhook(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'webhook:write')
  const { count } = await getDatabase().webhook.deleteMany({ where: { id, workspaceId: actor.workspaceId } })
  if (count === 0) throw notFound('webhook')
}

/** The newest deliveries of a webhook. */
export async function listDeliveries(actor: Actor, webhookId: string, limit: number): Promise<Delivery[]> {
  await requireWebhook(actor, webhookId)
  const rows = await getDatabase().webhookDelivery.findMany({
    where: { webhookId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
  return rows.map(toDelivery)
}

async function requireWebhook(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'webhook:write')
  const where = { id, workspaceId: actor.workspaceId }
  if ((await getDatabase().webhook.count({ where })) === 0) throw notFound('webhook')
}

/** Puts a message of Reef's own on its way, such as the test button's. */
export async function insertDelivery(
  actor: Actor,
  webhookId: string,
  data: { id: string; eventId: string; type: string; payload: Prisma.InputJsonObject },
): Promise<Delivery> {
  await requireWebhook(actor, webhookId)
  return toDelivery(
    await getDatabase().webhookDelivery.create({
      data: { ...data, webhookId, dueAt: new Date(timeNow()), createdAt: new Date() },
    }),
  )
}

/** Sends a delivery once more, now, whatever came of it; its id stays, so that the receiver can tell. */
export async function replayDelivery(actor: Actor, webhookId: string, id: string): Promise<Delivery> {
  await requireWebhook(actor, webhookId)
  const { count } = await getDatabase().webhookDelivery.updateMany({
    where: { id, webhookId },
    data: { status: 'pending', tries: 0, dueAt: new Date(timeNow()) },
  })
  if (count === 0) throw notFound('delivery')
  return toDelivery(await getDatabase().webhookDelivery.findUniqueOrThrow({ where: { id } }))
}

/** A delivery that this worker sends, and nobody else until the lease is over. */
export interface Claimed {
  id: string
  webhookId: string
  workspaceId: string
  eventId: string
  payload: unknown
  url: string
  /** Sealed. */
  secret: string
  tries: number
  /** When this attempt began, by which the log knows it. */
  at: Date
}

/**
 * Takes deliveries that are due. A worker that dies keeps nothing: the lease ends, and another sends it again. While a
 * delivery has had no answer at all, those of the same webhook that came after it wait: whatever is killed, the receiver
 * hears things in their order. Only what it has refused is overtaken. The attempt is in the log before it is made: one
 * that was begun and never told of is lost, and the log says so.
 */
export async function claimDeliveries(db: Connection, limit: number, leaseMs: number): Promise<Claimed[]> {
  const time = timeNow()
  const until = new Date(time + leaseMs)
  const at = new Date()
  const begun: DeliveryAttempt = {
    at: at.toISOString(),
    status: null,
    durationMs: 0,
    excerpt: '',
    ending: 'under-way',
  }
  const rows = await db.$queryRaw<Omit<Claimed, 'at'>[]>`
    UPDATE "WebhookDelivery" d SET "dueAt" = ${until}::timestamp(3), "tries" = d."tries" + 1, "attempts" = (
        SELECT coalesce(jsonb_agg(CASE WHEN kept.a->>'ending' = 'under-way' THEN kept.a || '{"ending": "lost"}' ELSE kept.a END
          ORDER BY kept.n), '[]') FROM (SELECT t.a, t.n FROM jsonb_array_elements(d."attempts") WITH ORDINALITY AS t(a, n)
          ORDER BY t.n DESC LIMIT ${keptAttempts - 1}) kept
      ) || ${JSON.stringify([begun])}::jsonb
    FROM (
      SELECT due."id" FROM "WebhookDelivery" due JOIN "Webhook" hook ON hook."id" = due."webhookId"
      WHERE due."status" = 'pending' AND due."dueAt" <= ${new Date(time)}::timestamp(3) AND hook."pausedAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM "WebhookDelivery" before WHERE before."webhookId" = due."webhookId"
          AND before."status" = 'pending' AND NOT jsonb_path_exists(before."attempts", '$[*] ? (!exists(@.ending))')
          AND (before."createdAt", before."id") < (due."createdAt", due."id"))
      ORDER BY due."dueAt" LIMIT ${limit} FOR UPDATE OF due SKIP LOCKED
    ) AS chosen, "Webhook" w
    WHERE d."id" = chosen."id" AND w."id" = d."webhookId"
    RETURNING d."id", d."webhookId", w."workspaceId", d."eventId", d."payload", w."url", w."secret", d."tries"`
  return rows.map(row => ({ ...row, at }))
}

/**
 * Writes down how an attempt ended and what follows from it, in a transaction. An answer that comes after its lease
 * still counts when it is a good one: the receiver has it. Any other then changes nothing but the log.
 */
export async function recordAttempt(
  db: Connection,
  claimed: Claimed,
  attempt: DeliveryAttempt,
  askedMs: number | undefined,
): Promise<void> {
  const { id, webhookId, tries } = claimed
  const ok = attempt.status !== null && attempt.status >= 200 && attempt.status < 300
  const row = await lockDelivery(db, id)
  if (!row) return
  const isOpen = row.tries === tries && row.status === 'pending'
  const delay = ok ? null : retryDelayMs(tries, Math.random(), askedMs)
  const status = ok ? 'delivered' : delay === null ? 'failed' : 'pending'
  await db.webhookDelivery.update({
    where: { id },
    data: {
      attempts: withEnding(row.attempts, attempt),
      ...(isOpen || (ok && row.tries > tries) ? { status } : {}),
      ...(ok ? { deliveredAt: new Date(attempt.at) } : {}),
      ...(delay === null || !isOpen ? {} : { dueAt: new Date(timeNow() + delay) }),
    },
  })
  if (ok) {
    await db.webhook.updateMany({ where: { id: webhookId, failures: { gt: 0 } }, data: { failures: 0 } })
    return
  }
  const { failures } = await db.webhook.update({
    where: { id: webhookId },
    data: { failures: { increment: 1 } },
    select: { failures: true },
  })
  const pauseReason = pauseAfter(attempt.status, failures)
  if (pauseReason)
    await db.webhook.updateMany({
      where: { id: webhookId, pausedAt: null },
      data: { pausedAt: new Date(), pauseReason },
    })
}

/** Two that write to one delivery do it one after the other: neither forgets what the other has written. */
async function lockDelivery(
  db: Connection,
  id: string,
): Promise<{ attempts: DeliveryAttempt[]; tries: number; status: string } | undefined> {
  const [row] = await db.$queryRaw<{ attempts: unknown; tries: number; status: string }[]>`
    SELECT "attempts", "tries", "status" FROM "WebhookDelivery" WHERE "id" = ${id} FOR UPDATE`
  return row && { ...row, attempts: deliveryAttempt.array().parse(row.attempts) }
}

/** The log with the end of an attempt in the place of its beginning. */
function withEnding(attempts: readonly DeliveryAttempt[], attempt: DeliveryAttempt): DeliveryAttempt[] {
  const isBegun = ({ at, ending }: DeliveryAttempt): boolean => at === attempt.at && ending !== undefined
  return attempts.some(isBegun)
    ? attempts.map(each => (isBegun(each) ? attempt : each))
    : [...attempts, attempt].slice(-keptAttempts)
}

/** Gives a delivery back that was broken off: another worker sends it at once. In a transaction. */
export async function giveBackDelivery(db: Connection, { id, tries, at }: Claimed): Promise<void> {
  const row = await lockDelivery(db, id)
  if (!row || row.tries !== tries) return
  const attempts = row.attempts.map(each =>
    each.at === at.toISOString() && each.ending ? { ...each, ending: 'lost' as const } : each,
  )
  const dueAt = new Date(timeNow())
  await db.webhookDelivery.update({ where: { id }, data: { attempts, tries: tries - 1, dueAt } })
}

/** Forgets deliveries that are older than the log is kept. */
export async function forgetOldDeliveries(db: Connection): Promise<void> {
  await db.webhookDelivery.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - keepMs) } } })
}
