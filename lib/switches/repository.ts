/** Kill switches in the database: which are on, who pressed them and why. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase } from '../db/client'
import { notFound } from '../http/errors'
import { newId } from '../shared/id'
import type { KillSwitch, SwitchScope } from './schema'

const shown = 50

/** Those that are on, then the last that were. */
export async function listSwitches(actor: Actor): Promise<KillSwitch[]> {
  requireCan(actor, 'run:read')
  const rows = await getDatabase().$queryRaw<
    (Omit<KillSwitch, 'at' | 'liftedAt'> & { at: Date; liftedAt: Date | null })[]
  >`
    SELECT k."id", k."scope", k."scopeId", k."reason", k."byName", k."at", k."liftedAt", k."liftedByName",
      coalesce(a."name", r."title", t."title") AS "scopeName"
    FROM "KillSwitch" k LEFT JOIN "Agent" a ON k."scope" = 'agent' AND a."id" = k."scopeId"
    LEFT JOIN "Run" r ON k."scope" = 'run' AND r."id" = k."scopeId" LEFT JOIN "Task" t ON t."id" = r."taskId"
    WHERE k."workspaceId" = ${actor.workspaceId}
    ORDER BY k."liftedAt" IS NULL DESC, k."at" DESC LIMIT ${shown}`
  return rows.map(row => ({
    ...row,
    at: row.at.toISOString(),
    liftedAt: row.liftedAt?.toISOString() ?? null,
  }))
}

/** What it is to be pressed for must be of the actor's workspace. Throws `not-found`. */
export async function requireSwitchScope(actor: Actor, scope: SwitchScope, scopeId: string): Promise<void> {
  if (scope === 'workspace') return
  const where = { id: scopeId, workspaceId: actor.workspaceId }
  const db = getDatabase()
  const count = scope === 'agent' ? await db.agent.count({ where }) : await db.run.count({ where })
  if (count === 0) throw notFound(scope)
}

/** Turns it on. One that is on already stays as it is: who pressed first, and why. */
export async function insertSwitch(
  actor: Actor,
  place: { scope: SwitchScope; scopeId: string },
  reason: string,
): Promise<void> {
  const { workspaceId, kind: byKind, id: byId, name: byName } = actor
  const db = getDatabase()
  const on = await db.killSwitch.count({ where: { workspaceId, ...place, liftedAt: null } })
  if (on > 0) return
  await db.killSwitch.create({
    data: { id: newId('switch'), workspaceId, ...place, reason, byKind, byId, byName },
  })
}

/** A switch of the actor's workspace. Throws `not-found`. */
export async function requireSwitch(actor: Actor, id: string): Promise<{ scope: SwitchScope }> {
  const row = await getDatabase().killSwitch.findFirst({ where: { id, workspaceId: actor.workspaceId } })
  if (!row) throw notFound('switch')
  return { scope: row.scope as SwitchScope }
}

export async function liftSwitchRow(actor: Actor, id: string): Promise<void> {
  const where = { id, workspaceId: actor.workspaceId, liftedAt: null }
  await getDatabase().killSwitch.updateMany({
    where,
    data: { liftedAt: new Date(), liftedByName: actor.name },
  })
}

/** A switch that is on, with all runs that it covers by their ids, where it is pressed for a run. */
export interface ActiveSwitch {
  id: string
  workspaceId: string
  scope: SwitchScope
  scopeId: string
  reason: string
  byName: string
  byKind: string
  byId: string
  runIds: Set<string>
}

/** Every switch that is on, for a worker. */
export async function activeSwitches(db: Connection): Promise<ActiveSwitch[]> {
  const rows = await db.killSwitch.findMany({ where: { liftedAt: null } })
  return await Promise.all(
    rows.map(async ({ id, workspaceId, scope, scopeId, reason, byName, byKind, byId }) => ({
      ...{ id, workspaceId, scope: scope as SwitchScope, scopeId, reason, byName, byKind, byId },
      runIds: new Set(scope === 'run' ? await branchOf(db, scopeId) : []),
    })),
  )
}

/** It is not on any more. */
export class SwitchLifted extends Error {}

/**
 * Throws `SwitchLifted` unless the switch is on; until the transaction is over nobody takes it back. Whoever does finds
 * what was paused in its name.
 */
export async function requireOn(tx: Connection, id: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "KillSwitch" WHERE "id" = ${id} AND "liftedAt" IS NULL FOR SHARE`
  if (rows.length === 0) throw new SwitchLifted(`Switch ${id} was taken back.`)
}

async function branchOf(db: Connection, runId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE branch AS (
      SELECT "id" FROM "Run" WHERE "id" = ${runId}
      UNION ALL SELECT r."id" FROM "Run" r JOIN branch b ON r."parentRunId" = b."id"
    ) SELECT "id" FROM branch`
  return rows.map(row => row.id)
}

/** Runs that this switch has paused and nobody has moved since. */
export async function pausedBy(db: Connection, switchId: string, workspaceId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT r."id" FROM "Run" r JOIN LATERAL (
      SELECT e."data" FROM "Event" e WHERE e."runId" = r."id" AND e."type" = 'run-paused' ORDER BY e."seq" DESC LIMIT 1
    ) p ON true
    WHERE r."workspaceId" = ${workspaceId} AND r."status" = 'paused' AND p."data"->>'switchId' = ${switchId} ORDER BY r."id"`
  return rows.map(row => row.id)
}
