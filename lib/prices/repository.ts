/** Prices that a workspace has set. Nothing is changed: a new price holds from its date on, a removed one is kept. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, type Prisma } from '../db/client'
import { notFound } from '../http/errors'
import { newId } from '../shared/id'
import { type OwnPrice, ownPrice, type SetPriceInput } from './schema'

function toOwn(row: Prisma.PriceGetPayload<object>): OwnPrice {
  return ownPrice.parse({
    ...row,
    rates: row.kind === 'price' ? row.rates : null,
    validFrom: row.validFrom.toISOString(),
    createdAt: row.createdAt.toISOString(),
    removedAt: row.removedAt?.toISOString() ?? null,
  })
}

const shown = 500

/** All of a workspace's prices, the newest first, removed ones too. */
export async function ownPricesOf(db: Connection, workspaceId: string): Promise<OwnPrice[]> {
  const rows = await db.price.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: shown,
  })
  return rows.map(toOwn)
}

export async function insertPrice(actor: Actor, input: SetPriceInput): Promise<void> {
  requireCan(actor, 'price:write')
  const { vendor, model, kind, percent } = input
  await getDatabase().price.create({
    data: {
      id: newId('price'),
      workspaceId: actor.workspaceId,
      ...{ vendor, model: model.toLowerCase(), kind },
      rates: kind === 'price' ? { ...input.rates } : {},
      percent: kind === 'discount' ? (percent ?? null) : null,
      validFrom: input.validFrom ? new Date(input.validFrom) : new Date(),
      createdByName: actor.name,
    },
  })
}

/** What it was charged at stays with the calls. Throws `not-found`. */
export async function removePrice(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'price:write')
  const { count } = await getDatabase().price.updateMany({
    where: { id, workspaceId: actor.workspaceId, removedAt: null },
    data: { removedAt: new Date(), removedByName: actor.name },
  })
  if (count === 0) throw notFound('price')
}

/** Models that were called in the last 90 days, the most called first. */
export async function calledModels(
  workspaceId: string,
): Promise<{ vendor: string; model: string; calls: number }[]> {
  const since = new Date(Date.now() - 90 * 86_400_000)
  const rows = await getDatabase().usage.groupBy({
    by: ['vendor', 'model'],
    where: { workspaceId, scripted: false, at: { gte: since } },
    _count: { _all: true },
  })
  return rows
    .map(({ vendor, model, _count }) => ({ vendor, model, calls: _count._all }))
    .sort((a, b) => b.calls - a.calls)
}
