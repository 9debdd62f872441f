/** The ledger's rows that a question is about, as parts of a query: filters, and where days begin. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { Prisma } from '../db/client'
import type { UsageFilter } from './breakdown'

/** `vendor:model`, as the cut by model names it. */
export const model = Prisma.sql`u."vendor" || ':' || u."model"`

/** The ledger's rows of a question, with what they belong to. */
export function rowsOf(actor: Actor, filter: UsageFilter): Prisma.Sql {
  return Prisma.sql`
    FROM "Usage" u JOIN "Workspace" w ON w."id" = u."workspaceId" JOIN "Run" r ON r."id" = u."runId"
      JOIN "Task" t ON t."id" = u."taskId" LEFT JOIN "Agent" a ON a."id" = u."agentId"
      LEFT JOIN "Member" m ON m."id" = u."memberId" LEFT JOIN "User" p ON p."id" = m."userId"
    WHERE u."workspaceId" = ${actor.workspaceId} AND NOT u."scripted" ${conditions(filter)}`
}

function conditions(filter: UsageFilter): Prisma.Sql {
  const { to, agent, member, model: called, provider, task, run, skill } = filter
  const parts = [
    Prisma.sql`AND u."at" >= ${since(filter)}`,
    to === undefined ? Prisma.empty : Prisma.sql`AND u."at" < ${momentOf(to, 1)}`,
    agent ? Prisma.sql`AND u."agentId" = ${agent}` : Prisma.empty,
    member ? Prisma.sql`AND u."memberId" = ${member}` : Prisma.empty,
    called ? Prisma.sql`AND ${model} = ${called}` : Prisma.empty,
    provider ? Prisma.sql`AND u."vendor" = ${provider}` : Prisma.empty,
    task ? Prisma.sql`AND u."taskId" = ${task}` : Prisma.empty,
    run ? Prisma.sql`AND u."runId" = ${run}` : Prisma.empty,
    skill
      ? Prisma.sql`AND (${skill} = ANY(u."skillVersions") OR u."skillVersions" && (SELECT coalesce(array_agg("id"), '{}') FROM "SkillVersion" WHERE "skillId" = ${skill}))`
      : Prisma.empty,
  ]
  return Prisma.join(parts, ' ')
}

export function since({ days, from }: UsageFilter): Prisma.Sql {
  if (from !== undefined) return momentOf(from)
  return Prisma.sql`(date_trunc('day', now() AT TIME ZONE w."timeZone") - ${days - 1} * interval '1 day') AT TIME ZONE w."timeZone" AT TIME ZONE 'UTC'`
}

/** A day begins at midnight of the workspace; `daysOn` is added to it, so that the last day counts. */
export function momentOf(text: string, daysOn = 0): Prisma.Sql {
  if (text.includes('T')) return Prisma.sql`${text}::timestamptz AT TIME ZONE 'UTC'`
  return Prisma.sql`(${text}::timestamp + ${daysOn} * interval '1 day') AT TIME ZONE w."timeZone" AT TIME ZONE 'UTC'`
}
