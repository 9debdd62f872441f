/** Full-text search over tasks and transcripts, in Postgres, filtered by workspace before anything is ranked. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import type { SearchResults } from './schema'

/** Snippets mark nothing: the page highlights, because text from a model is never markup. */
const headline = 'StartSel="", StopSel="", MaxWords=24, MinWords=12, MaxFragments=1'
const limit = 20

/** `words` follows web search syntax: quotes, OR, a leading minus. */
export async function search(actor: Actor, words: string): Promise<SearchResults> {
  requireCan(actor, 'run:read')
  const db = getDatabase()
  const [tasks, runs] = await Promise.all([
    db.$queryRaw<SearchResults['tasks']>`
      SELECT "id", "title", ts_headline('simple', "instructions", q, ${headline}) AS snippet
      FROM "Task", websearch_to_tsquery('simple', ${words}) q
      WHERE "workspaceId" = ${actor.workspaceId} AND to_tsvector('simple', "title" || ' ' || "instructions") @@ q
      ORDER BY "id" DESC LIMIT ${limit}`,
    db.$queryRaw<SearchResults['runs']>`
      SELECT f."runId", f."taskId", f."taskTitle", f."seq", ts_headline('simple', f."text", f.q, ${headline}) AS snippet
      FROM (
        SELECT DISTINCT ON (e."runId") e."runId", r."taskId", t."title" AS "taskTitle", e."seq", e."text", q
        FROM websearch_to_tsquery('simple', ${words}) q, "Event" e
        JOIN "Run" r ON r."id" = e."runId" JOIN "Task" t ON t."id" = r."taskId"
        WHERE r."workspaceId" = ${actor.workspaceId} AND e."text" IS NOT NULL AND to_tsvector('simple', e."text") @@ q
        ORDER BY e."runId" DESC, e."seq"
      ) f ORDER BY f."runId" DESC LIMIT ${limit}`,
  ])
  return { tasks, runs }
}
