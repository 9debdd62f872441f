/** The log itself: appends facts with the row they project to, in one statement, and reads them back. */
import 'server-only'
import { type Connection, Prisma } from '../../db/client'
import type { Cost, UsageRecord } from '../../usage/schema'
import { noticesOf } from '../../webhooks/rules'
import { searchText } from '../activity'
import { type RunEvent, runEvent, upcastEvent } from '../events'
import { foldRun } from '../fold'
import { eventChannel } from '../news'
import { projectRun } from '../projection'
import type { RunState } from '../run-state'
import { UnreadableLog } from './unreadable-log'

/** Somebody else appended first. The caller reads the tail and decides again. */
export class SequenceConflict extends Error {
  constructor(runId: string, seq: number) {
    super(`Run ${runId} already has event ${seq}`)
    this.name = 'SequenceConflict'
  }
}

export type EventRow = Omit<Prisma.EventGetPayload<object>, 'text'>

/** One row of the ledger, written with the event that it belongs to. */
export interface UsageEntry {
  id: string
  callId: string
  step: number
  at: string
  vendor: string
  model: string
  responseModel: string | null
  usage: UsageRecord
  cost: Cost
  waste: string | null
  scripted: boolean
  /** Names of the tools that the call asked for, one a call. */
  tools: string[]
  /** Skill versions that were open when it was made. */
  skillVersions: string[]
  /** `plan`: behind a plan gate that nobody has opened yet. */
  purpose: 'step' | 'plan' | 'judge' | 'summary'
  /** False where the counters are an estimate. */
  reported: boolean
}

/** Folds placed events that follow `state` and appends them, as `writeEvents` does. Returns the folded state. */
export async function appendEvents(
  db: Connection,
  state: RunState | null,
  events: readonly RunEvent[],
): Promise<RunState> {
  // What could not be read back must not be written: one such event would make the whole run unreadable.
  for (const event of events) runEvent.parse(event)
  const next = foldRun(state, events)
  if (!next) throw new Error('Nothing to append')
  await writeEvents(db, next, events)
  return next
}

/**
 * Appends placed events, the run's row as it is after them (`next` is their fold), the ledger's rows and what webhooks
 * are told, all in one statement. Throws `SequenceConflict` when the log has moved on: then nothing was written. `news`
 * are notices for whoever watches the run: Postgres sends them with the commit, before this process even hears of it.
 */
export async function writeEvents(
  db: Connection,
  next: RunState,
  events: readonly RunEvent[],
  usage: readonly UsageEntry[] = [],
  news: readonly string[] = [],
): Promise<void> {
  const first = events[0]
  if (!first) throw new Error('Nothing to append')
  const rows = events.map(rowOf)
  const row = projectRun(next)
  try {
    await db.$executeRaw`
      WITH appended AS (
        INSERT INTO "Event" ("runId", "seq", "at", "type", "version", "actor", "data", "text")
        SELECT e."runId", e."seq", e."at", e."type", e."version", e."actor", e."data", e."text"
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS e("runId" text, "seq" int, "at" timestamp(3), "type" text, "version" int, "actor" jsonb, "data" jsonb, "text" text)
      ), booked AS (
        INSERT INTO "Usage" ("id", "workspaceId", "runId", "taskId", "agentId", "memberId", "callId", "step", "vendor", "model",
          "responseModel", "at", "inputFresh", "cacheRead", "cacheWrite5m", "cacheWrite1h", "outputText", "reasoning",
          "costMicros", "price", "reportedMicros", "waste", "scripted", "tools", "skillVersions", "purpose", "reported")
        SELECT u."id", r."workspaceId", r."id", r."taskId",
          coalesce(${agentOfPart(next)}, t."agentId", (SELECT a."id" FROM "Agent" a WHERE a."workspaceId" = r."workspaceId"
            ORDER BY a."isDefault" DESC, a."createdAt" LIMIT 1), r."workspaceId"),
          coalesce(t."ownerId", (SELECT m."id" FROM "Member" m WHERE m."workspaceId" = r."workspaceId"
            ORDER BY m."role" = 'owner' DESC, m."createdAt" LIMIT 1), r."workspaceId"), u."callId", u."step", u."vendor", u."model",
          u."responseModel", u."at", (u."usage"->>'inputFresh')::int, (u."usage"->>'cacheRead')::int,
          (u."usage"->>'cacheWrite5m')::int, (u."usage"->>'cacheWrite1h')::int, (u."usage"->>'outputText')::int,
          (u."usage"->>'reasoning')::int, (u."cost"->>'micros')::bigint, nullif(u."cost"->'price', 'null'::jsonb),
          (u."cost"->>'reportedMicros')::bigint, u."waste", u."scripted",
          u."tools", u."skillVersions", u."purpose", u."reported"
        FROM jsonb_to_recordset(${JSON.stringify(usage)}::jsonb)
          AS u("id" text, "callId" text, "step" int, "at" timestamp(3), "vendor" text, "model" text, "responseModel" text,
            "usage" jsonb, "cost" jsonb, "waste" text, "scripted" boolean, "tools" text[], "skillVersions" text[],
            "purpose" text, "reported" boolean)
        JOIN "Run" r ON r."id" = ${next.runId} JOIN "Task" t ON t."id" = r."taskId"
      ), moved AS (
        UPDATE "Task" SET
          "status" = CASE WHEN ${row.endedAt}::text IS NOT NULL AND "status" = 'active' THEN 'review' ELSE "status" END,
          "updatedAt" = ${row.lastEventAt}::timestamp(3)
        WHERE "id" = ${next.created.taskId} AND "latestRunId" = ${next.runId}
          AND (${row.endedAt}::text IS NOT NULL OR "updatedAt" < ${row.lastEventAt}::timestamp(3) - interval '10 seconds')
      )${outboxOf(next, events)}
      UPDATE "Run" SET
        "status" = ${row.status}, "waitingFor" = ${row.waitingFor}, "reason" = ${row.reason}, "activity" = ${row.activity},
        "model" = ${row.model}, "scripted" = ${row.scripted}, "seq" = ${row.seq}, "steps" = ${row.steps},
        "inputTokens" = ${row.inputTokens}, "cacheReadTokens" = ${row.cacheReadTokens},
        "cacheWriteTokens" = ${row.cacheWriteTokens}, "outputTokens" = ${row.outputTokens},
        "reasoningTokens" = ${row.reasoningTokens}, "costMicros" = ${row.costMicros},
        "pricedCalls" = ${row.pricedCalls}, "unpricedCalls" = ${row.unpricedCalls}, "workerId" = ${row.workerId},
        "startedAt" = ${row.startedAt}::timestamp(3), "endedAt" = ${row.endedAt}::timestamp(3),
        "lastEventAt" = ${row.lastEventAt}::timestamp(3)
      WHERE "id" = ${next.runId}
      RETURNING (SELECT count(pg_notify(${eventChannel}, n)) FROM unnest(${[...news]}::text[]) AS n)`
  } catch (error) {
    if (isDuplicate(error)) throw new SequenceConflict(first.runId, first.seq)
    throw error
  }
}

/**
 * What outgoing webhooks are told of these events: put on its way in the statement that makes them facts, so that no
 * kill can part the two. Most appends tell nothing, and then nothing is asked.
 */
function outboxOf(next: RunState, events: readonly RunEvent[]): Prisma.Sql {
  const notices = noticesOf(next, events)
  if (notices.length === 0) return Prisma.empty
  return Prisma.sql`, noted AS (
        INSERT INTO "WebhookDelivery" ("id", "webhookId", "eventId", "type", "payload", "dueAt", "createdAt")
        SELECT w."id" || '-' || n."eventId", w."id", n."eventId", n."type", n."payload",
          ${next.lastEventAt}::timestamp(3), ${next.lastEventAt}::timestamp(3)
        FROM jsonb_to_recordset(${JSON.stringify(notices)}::jsonb) AS n("eventId" text, "type" text, "payload" jsonb)
        JOIN "Run" r ON r."id" = ${next.runId}
        JOIN "Webhook" w ON w."workspaceId" = r."workspaceId" AND w."events" @> to_jsonb(n."type")
        ON CONFLICT DO NOTHING
      )`
}

/** An event as its row takes it: with the words that it is found by. */
export function rowOf(event: RunEvent): RunEvent & { text: string | null } {
  return { ...event, text: searchText(event) }
}

/** A part is booked on the agent that did it; everything else on the task's. */
function agentOfPart({ created }: RunState): string | null {
  return created.delegation ? created.recipe.agent.id : null
}

/** SQLSTATE 23505, unique_violation, as the driver adapter reports it. */
function isDuplicate(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  return error.code === 'P2002' || JSON.stringify(error.meta ?? {}).includes('23505')
}

/** Events after a cursor, oldest first. Callers have checked that the run may be read. Throws `UnreadableLog`. */
export async function readEvents(
  db: Connection,
  runId: string,
  afterSeq: number,
  limit = 5_000,
): Promise<RunEvent[]> {
  const rows = await db.event.findMany({
    where: { runId, seq: { gt: afterSeq } },
    orderBy: { seq: 'asc' },
    take: limit,
    omit: { text: true },
  })
  return rows.map(eventOf)
}

/** The event of a row, in today's shape. Throws `UnreadableLog`. */
export function eventOf(row: EventRow): RunEvent {
  try {
    return upcastEvent({ ...row, at: row.at.toISOString() })
  } catch (error) {
    throw UnreadableLog.at(row, error)
  }
}

/** Folds the whole log of a run; null when it has none. Throws `UnreadableLog`. */
export async function loadRunState(db: Connection, runId: string): Promise<RunState | null> {
  let state: RunState | null = null
  for (;;) {
    const page: RunEvent[] = await readEvents(db, runId, state?.seq ?? 0)
    state = foldPage(state, page)
    if (page.length < 5_000) return state
  }
}

function foldPage(state: RunState | null, page: readonly RunEvent[]): RunState | null {
  try {
    return foldRun(state, page)
  } catch (error) {
    throw new UnreadableLog(`${error instanceof Error ? error.message : String(error)}.`)
  }
}

/**
 * Takes a run whose log cannot be read out of everybody's way: no sweep and no worker touches it, and its row says
 * why. The log stays as it is, so a Reef that can read it goes on with the run (`takeBack`). Returns its place.
 */
export async function setAside(
  db: Connection,
  runId: string,
  problem: UnreadableLog,
): Promise<{ workspaceId: string; seq: number } | null> {
  const rows = await db.run.updateManyAndReturn({
    where: { id: runId, endedAt: null },
    data: { status: 'waiting', waitingFor: null, reason: problem.message, workerId: null },
    select: { workspaceId: true, seq: true },
  })
  return rows[0] ?? null
}

/** Gives the runs that were set aside, and can be read by now, the rows that their logs project to. Returns their ids. */
export async function takeBack(db: Connection): Promise<string[]> {
  const aside = await db.run.findMany({
    where: { status: 'waiting', waitingFor: null },
    select: { id: true },
  })
  const taken: string[] = []
  for (const { id } of aside) {
    const state = await loadRunState(db, id).catch((error: unknown) => {
      if (error instanceof UnreadableLog) return null
      throw error
    })
    if (!state) continue
    await db.run.update({ where: { id }, data: projectRun(state) })
    taken.push(id)
  }
  return taken
}
