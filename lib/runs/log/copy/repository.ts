/** Copies the beginning of one run's log to another run, inside the database. */
import 'server-only'
import type { Connection } from '../../../db/client'

/**
 * Copies events as they are, with their times and actors; only the first one gets the new run's attempt. The ledger is
 * not copied: what was spent stays with the run that spent it. Nor are search words: the source is what is found.
 */
export async function copyEvents(
  db: Connection,
  from: { runId: string; throughSeq: number },
  to: { runId: string; attempt: number },
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Event" ("runId", "seq", "at", "type", "version", "actor", "data")
    SELECT ${to.runId}, "seq", "at", "type", "version", "actor",
      CASE WHEN "seq" = 1 THEN jsonb_set("data", '{attempt}', to_jsonb(${to.attempt}::int)) ELSE "data" END
    FROM "Event" WHERE "runId" = ${from.runId} AND "seq" <= ${from.throughSeq}`
}
