/** Past use of similar runs, and what a run's tree and budget hold, as queries over the ledger. */
import 'server-only'
import { type Connection, getDatabase, Prisma } from '../../db/client'
import { forecastRules, type PastUse, sizeBounds } from './rules'
import type { Projection } from './schema'

/** Runs that are looked through for similar ones. */
const lookedThrough = 2_000

export interface Kin {
  workspaceId: string
  agentId: string
  /** `provider:model`. */
  model: string
  characters: number
  /** Only runs that went on after so many steps count, with what they used after them. */
  afterStep: number
}

const allTokens = Prisma.sql`u."inputFresh" + u."cacheRead" + u."cacheWrite5m" + u."cacheWrite1h" + u."outputText" + u."reasoning"`

/** What the newest similar runs that came to an answer used after a step, all that they handed on included. */
export async function listPastUse({
  workspaceId,
  agentId,
  model,
  characters,
  afterStep,
}: Kin): Promise<PastUse[]> {
  const { from, to } = sizeBounds(characters)
  const rows = await getDatabase().$queryRaw<{ tokens: bigint; micros: bigint; unpriced: bigint }[]>`
    WITH recent AS (
      SELECT * FROM "Run" WHERE "workspaceId" = ${workspaceId} AND "parentRunId" IS NULL
      ORDER BY "createdAt" DESC LIMIT ${lookedThrough}
    ), past AS (
      SELECT r."id", r."taskId", r."attempt",
        (SELECT max(c."at") FROM "Usage" c WHERE c."runId" = r."id" AND c."step" <= ${afterStep}) AS "cut"
      FROM recent r JOIN "Task" t ON t."id" = r."taskId"
      WHERE r."status" = 'succeeded' AND NOT r."scripted" AND r."forkedFromRunId" IS NULL AND r."model" = ${model}
        AND t."agentId" = ${agentId} AND r."steps" > ${afterStep}
        AND char_length(t."instructions") BETWEEN ${from} AND ${to}
      ORDER BY r."createdAt" DESC LIMIT ${forecastRules.newest}
    )
    SELECT coalesce(sum(${allTokens}), 0)::bigint AS "tokens", coalesce(sum(u."costMicros"), 0)::bigint AS "micros",
      count(*) FILTER (WHERE u."id" IS NOT NULL AND u."costMicros" IS NULL) AS "unpriced"
    FROM past p JOIN "Run" q ON q."taskId" = p."taskId" AND q."attempt" = p."attempt"
      LEFT JOIN "Usage" u ON u."runId" = q."id" AND (p."cut" IS NULL OR u."at" > p."cut")
    GROUP BY p."id"`
  return rows.map(({ tokens, micros, unpriced }) => ({
    tokens: Number(tokens),
    micros: unpriced > 0n ? null : Number(micros),
  }))
}

interface Used {
  tokens: number
  costMicros: number
  unpricedCalls: number
}

/** What the ledger holds of a run by itself. */
export async function ownUse(db: Connection, runId: string): Promise<Used> {
  const [row] = await db.$queryRaw<{ tokens: bigint; micros: bigint; unpriced: bigint }[]>`
    SELECT coalesce(sum(${allTokens}), 0)::bigint AS "tokens", coalesce(sum(u."costMicros"), 0)::bigint AS "micros",
      count(*) FILTER (WHERE u."costMicros" IS NULL) AS "unpriced"
    FROM "Usage" u WHERE u."runId" = ${runId}`
  return {
    tokens: Number(row?.tokens ?? 0),
    costMicros: Number(row?.micros ?? 0),
    unpricedCalls: Number(row?.unpriced ?? 0),
  }
}

/**
 * What the ledger holds of a run and of all below it up to the end of its step: past runs are cut at the same moment, so
 * that parts which a step has handed on are on one side in both. Of a fork, steps that were copied cost it nothing.
 */
export async function useUntil(db: Connection, runId: string, step: number): Promise<PastUse> {
  const [row] = await db.$queryRaw<{ tokens: bigint; micros: bigint; unpriced: bigint }[]>`
    WITH RECURSIVE branch AS (
      SELECT "id" FROM "Run" WHERE "id" = ${runId}
      UNION ALL SELECT r."id" FROM "Run" r JOIN branch b ON r."parentRunId" = b."id")
    SELECT coalesce(sum(${allTokens}), 0)::bigint AS "tokens", coalesce(sum(u."costMicros"), 0)::bigint AS "micros",
      count(*) FILTER (WHERE u."costMicros" IS NULL) AS "unpriced"
    FROM "Usage" u WHERE u."runId" IN (SELECT "id" FROM branch)
      AND u."at" <= (SELECT max(c."at") FROM "Usage" c WHERE c."runId" = ${runId} AND c."step" <= ${step})`
  return {
    tokens: Number(row?.tokens ?? 0),
    micros: (row?.unpriced ?? 0n) > 0n ? null : Number(row?.micros ?? 0),
  }
}

/** What all runs below a run have used and hold back. */
export async function useBelow(db: Connection, runId: string): Promise<Projection['below']> {
  const [row] = await db.$queryRaw<Record<string, bigint>[]>`
    WITH RECURSIVE below AS (
      SELECT "id" FROM "Run" WHERE "parentRunId" = ${runId}
      UNION ALL SELECT r."id" FROM "Run" r JOIN below b ON r."parentRunId" = b."id"
    ), used AS (
      SELECT coalesce(sum(${allTokens}), 0)::bigint AS "tokens", coalesce(sum(u."costMicros"), 0)::bigint AS "micros",
        count(*) FILTER (WHERE u."costMicros" IS NULL) AS "unpriced",
        coalesce(sum(u."costMicros") FILTER (WHERE u."at" > (now() AT TIME ZONE 'UTC') - interval '60 seconds'), 0)::bigint AS "lastMinute"
      FROM "Usage" u WHERE u."runId" IN (SELECT "id" FROM below)
    ), held AS (
      SELECT coalesce(sum("tokens"), 0)::bigint AS "heldTokens", coalesce(sum("micros"), 0)::bigint AS "heldMicros"
      FROM "BudgetHold" WHERE "runId" IN (SELECT "id" FROM below)
    )
    SELECT (SELECT count(*) FROM below) AS "runs", used.*, held.* FROM used, held`
  const number = (name: string): number => Number(row?.[name] ?? 0)
  return {
    runs: number('runs'),
    used: { tokens: number('tokens'), costMicros: number('micros') },
    unpricedCalls: number('unpriced'),
    lastMinuteMicros: number('lastMinute'),
    reserved: { tokens: number('heldTokens'), costMicros: number('heldMicros') },
  }
}
