/** What the ledger keeps of the calls of a run, or of it and all runs below it. */
import 'server-only'
import type { Actor } from '../../accounts/actor'
import { requireCan } from '../../accounts/policy'
import { getDatabase, Prisma } from '../../db/client'
import { notFound } from '../../http/errors'
import { priceRow } from '../schema'
import type { StoredCall, WhatIfScope } from './rules'

interface Row {
  runId: string
  vendor: string
  model: string
  responseModel: string | null
  purpose: string
  at: Date
  sentAt: Date | null
  inputFresh: number
  cacheRead: number
  cacheWrite5m: number
  cacheWrite1h: number
  outputText: number
  reasoning: number
  costMicros: bigint | null
  price: unknown
}

export interface StoredCalls {
  runs: number
  /** In the order in which they were sent. */
  calls: StoredCall[]
}

/** Scripted calls are left out: nobody was paid for them. Throws `forbidden` and `not-found`. */
export async function readStoredCalls(actor: Actor, runId: string, scope: WhatIfScope): Promise<StoredCalls> {
  requireCan(actor, 'run:read')
  const db = getDatabase()
  const run = await db.run.findFirst({
    where: { id: runId, workspaceId: actor.workspaceId },
    select: { id: true },
  })
  if (!run) throw notFound('run')
  const runIds = scope === 'run' ? [runId] : await idsBelow(runId)
  const ids = Prisma.join(runIds)
  const rows = await db.$queryRaw<Row[]>`
    SELECT u."runId", u."vendor", u."model", u."responseModel", u."purpose", u."at", s."sentAt",
      u."inputFresh", u."cacheRead", u."cacheWrite5m", u."cacheWrite1h", u."outputText", u."reasoning",
      u."costMicros", u."price"
    FROM "Usage" u LEFT JOIN (
      SELECT "runId", "data"->>'callId' AS "callId", min("at") AS "sentAt" FROM "Event"
      WHERE "runId" IN (${ids}) AND "type" = 'model-called' GROUP BY 1, 2
    ) s ON s."runId" = u."runId" AND s."callId" = u."callId"
    WHERE u."runId" IN (${ids}) AND NOT u."scripted"
    ORDER BY coalesce(s."sentAt", u."at"), u."id"`
  return { runs: runIds.length, calls: rows.map(toCall) }
}

async function idsBelow(runId: string): Promise<string[]> {
  const rows = await getDatabase().$queryRaw<{ id: string }[]>`
    WITH RECURSIVE branch AS (
      SELECT "id" FROM "Run" WHERE "id" = ${runId}
      UNION ALL SELECT r."id" FROM "Run" r JOIN branch b ON r."parentRunId" = b."id")
    SELECT "id" FROM branch`
  return rows.map(({ id }) => id)
}

function toCall(row: Row): StoredCall {
  const { runId, vendor, model, responseModel, purpose, at, sentAt, costMicros, price } = row
  const { inputFresh, cacheRead, cacheWrite5m, cacheWrite1h, outputText, reasoning } = row
  return {
    ...{ runId, vendor, model, responseModel },
    isStep: purpose === 'step' || purpose === 'plan',
    sentAt: (sentAt ?? at).getTime(),
    chargedAt: at.getTime(),
    usage: { inputFresh, cacheRead, cacheWrite5m, cacheWrite1h, outputText, reasoning },
    micros: costMicros === null ? null : Number(costMicros),
    price: priceRow.nullable().catch(null).parse(price),
  }
}
