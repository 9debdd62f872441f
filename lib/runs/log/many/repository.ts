/** The logs of several runs at once: read together, and given their next events in one statement. */
import 'server-only'
import { type Connection, Prisma } from '../../../db/client'
import { type RunEvent, runEvent } from '../../events'
import { foldRun } from '../../fold'
import { projectRun } from '../../projection'
import type { RunState } from '../../run-state'
import { type EventRow, eventOf, rowOf } from '../repository'

/** The states of these runs, from their logs. Throws `UnreadableLog`; nothing bounds the size: callers look first. */
export async function loadRunStates(db: Connection, runIds: readonly string[]): Promise<RunState[]> {
  const rows = await db.event.findMany({
    where: { runId: { in: [...runIds] } },
    orderBy: [{ runId: 'asc' }, { seq: 'asc' }],
    omit: { text: true },
  })
  const logs = Map.groupBy(rows.map(eventOf), event => event.runId)
  return [...logs.values()].flatMap(events => foldRun(null, events) ?? [])
}

/** A run's log up to event `seq`. */
export interface LogPlace {
  runId: string
  seq: number
}

/** What comes after these places, by run. Throws `UnreadableLog`. */
export async function readTails(
  db: Connection,
  places: readonly LogPlace[],
): Promise<Map<string, RunEvent[]>> {
  const rows = await db.$queryRaw<EventRow[]>`
    SELECT e."runId", e."seq", e."at", e."type", e."version", e."actor", e."data"
    FROM unnest(${places.map(({ runId }) => runId)}::text[], ${places.map(({ seq }) => seq)}::int[]) AS place("runId", "seq")
    JOIN "Event" e ON e."runId" = place."runId" AND e."seq" > place."seq" ORDER BY e."runId", e."seq"`
  return Map.groupBy(rows.map(eventOf), event => event.runId)
}

/**
 * Locks the rows of these runs and returns the last event's number of each: until the transaction is over nobody
 * appends to their logs. Always in the order of their ids, so that two who lock several never wait for each other.
 */
export async function lockRuns(tx: Connection, runIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ id: string; seq: number }[]>`
    SELECT "id", "seq" FROM "Run" WHERE "id" = ANY(${[...runIds]}) ORDER BY "id" FOR NO KEY UPDATE`
  return new Map(rows.map(({ id, seq }) => [id, seq]))
}

/** What comes to one run's log: `next` is its state with these events. */
export interface Addition {
  next: RunState
  events: readonly RunEvent[]
}

/**
 * Appends placed events to the logs of runs that others have started, with the rows they project to. No other part of
 * an append is theirs: neither the ledger, nor a task's row, nor what webhooks are told.
 */
export async function appendToMany(tx: Connection, additions: readonly Addition[]): Promise<void> {
  const events = additions.flatMap(addition => addition.events)
  // As in every append: what could not be read back must not be written.
  for (const event of events) runEvent.parse(event)
  const rows = additions.map(({ next }) => ({ id: next.runId, ...projectRun(next) }))
  await tx.$executeRaw`
    WITH appended AS (
      INSERT INTO "Event" ("runId", "seq", "at", "type", "version", "actor", "data", "text")
      SELECT e."runId", e."seq", e."at", e."type", e."version", e."actor", e."data", e."text"
      FROM jsonb_populate_recordset(NULL::"Event", ${JSON.stringify(events.map(rowOf))}::jsonb) AS e
    )
    UPDATE "Run" SET ${assignments(rows[0])}
    FROM jsonb_populate_recordset(NULL::"Run", ${JSON.stringify(rows)}::jsonb) AS p WHERE "Run"."id" = p."id"`
}

/** The projection names the columns: one that is added there is written here too. */
function assignments(row: object | undefined): Prisma.Sql {
  const columns = Object.keys(row ?? {}).filter(column => column !== 'id')
  return Prisma.raw(columns.map(column => `"${column}" = p."${column}"`).join(', '))
}
