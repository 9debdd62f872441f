/** Skills and their versions as the library shows them. */
import 'server-only'
import { z } from 'zod'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, Prisma } from '../db/client'
import { attachedFile } from '../files/schema'
import { notFound } from '../http/errors'
import { catalogLine } from './catalog'
import { isFinding } from './rules'
import {
  type Diagnostic,
  diagnostic,
  type Frontmatter,
  frontmatter,
  type SkillDetail,
  type SkillFilter,
  type SkillSummary,
  type SkillUse,
  type SkillVersion,
  skillOrigin,
  skillStatus,
} from './schema'
import { estimateTokens, estimateTokensOf } from './token-estimate'

/** A version with what is not shown in lists. */
export interface StoredVersion extends SkillVersion {
  skillId: string
  frontmatter: Frontmatter
  body: string
}

const summaryRow = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  status: skillStatus,
  pinned: z.boolean(),
  publishedVersion: z.int().nullable(),
  latestVersion: z.int(),
  origin: skillOrigin,
  diagnostics: z.array(diagnostic),
  bodyCharacters: z.int(),
  bodyBytes: z.int(),
  lastUsedAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
})

/** The library, by name. `q` looks in names and descriptions; archived skills show only when asked for. */
export async function listSkills(actor: Actor, filter: SkillFilter = {}): Promise<SkillSummary[]> {
  requireCan(actor, 'skill:read')
  const like = filter.q === undefined ? null : `%${filter.q.trim().replace(/[\\%_]/g, '\\$&')}%`
  return summaries(Prisma.sql`
    skill."workspaceId" = ${actor.workspaceId}
    AND ${filter.status ? Prisma.sql`skill.status = ${filter.status}` : Prisma.sql`skill.status <> 'archived'`}
    AND ${like === null ? Prisma.sql`true` : Prisma.sql`(skill.name ILIKE ${like} OR skill.description ILIKE ${like})`}`)
}

/** One skill with all its versions, newest first. */
export async function readSkill(actor: Actor, skillId: string): Promise<SkillDetail> {
  requireCan(actor, 'skill:read')
  const [summary] = await summaries(
    Prisma.sql`skill."workspaceId" = ${actor.workspaceId} AND skill.id = ${skillId}`,
  )
  if (!summary) throw notFound('skill')
  const rows = await getDatabase().skillVersion.findMany({
    where: { skillId },
    orderBy: { number: 'desc' },
    omit: { frontmatter: true, body: true },
  })
  return { ...summary, versions: rows.map(versionOf) }
}

/** One version with its text; the newest when no number is given. */
export async function readVersion(actor: Actor, skillId: string, number?: number): Promise<StoredVersion> {
  requireCan(actor, 'skill:read')
  const row = await getDatabase().skillVersion.findFirst({
    where: {
      skillId,
      skill: { workspaceId: actor.workspaceId },
      ...(number === undefined ? {} : { number }),
    },
    orderBy: { number: 'desc' },
  })
  if (!row) throw notFound(number === undefined ? 'skill' : 'version of this skill')
  return storedVersionOf(row)
}

/** Every name in the library with what its newest version holds, archived skills included. */
export async function listNames(
  actor: Actor,
): Promise<{ id: string; name: string; hash: string; number: number }[]> {
  requireCan(actor, 'skill:read')
  const rows = await getDatabase().skill.findMany({
    where: { workspaceId: actor.workspaceId },
    select: {
      id: true,
      name: true,
      versions: { orderBy: { number: 'desc' }, take: 1, select: { hash: true, number: true } },
    },
    orderBy: { name: 'asc' },
  })
  return rows.flatMap(row => row.versions.map(version => ({ id: row.id, name: row.name, ...version })))
}

/** Which runs opened which version of the skill, newest first, at most `limit`. */
export async function listUses(actor: Actor, skillId: string, limit = 100): Promise<SkillUse[]> {
  requireCan(actor, 'skill:read')
  const isThere = await getDatabase().skill.count({ where: { id: skillId, workspaceId: actor.workspaceId } })
  if (isThere === 0) throw notFound('skill')
  const rows = await getDatabase().$queryRaw<(Omit<SkillUse, 'at'> & { at: Date })[]>`
    SELECT event."runId", run."taskId", task.title, version.number AS "version", event.at
      FROM "SkillVersion" version
      JOIN "Event" event ON event.data ->> 'versionId' = version.id AND event.type = 'skill-opened'
      JOIN "Run" run ON run.id = event."runId"
      JOIN "Task" task ON task.id = run."taskId"
     WHERE version."skillId" = ${skillId} AND run."workspaceId" = ${actor.workspaceId}
     ORDER BY event.at DESC, event."runId", event.seq LIMIT ${limit}`
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}

async function summaries(where: Prisma.Sql, db: Connection = getDatabase()): Promise<SkillSummary[]> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT skill.id, skill.name, skill.description, skill.status, skill.pinned, skill."createdAt", skill."updatedAt",
           latest.number AS "latestVersion", latest.origin, latest.diagnostics, published.number AS "publishedVersion",
           char_length(coalesce(published.body, latest.body)) AS "bodyCharacters",
           octet_length(coalesce(published.body, latest.body)) AS "bodyBytes", used.at AS "lastUsedAt"
      FROM "Skill" skill
      JOIN LATERAL (SELECT * FROM "SkillVersion" WHERE "skillId" = skill.id ORDER BY number DESC LIMIT 1) latest ON true
      LEFT JOIN "SkillVersion" published ON published.id = skill."versionId"
      LEFT JOIN LATERAL (
        SELECT max(event.at) AS at FROM "SkillVersion" version
          JOIN "Event" event ON event.data ->> 'versionId' = version.id AND event.type = 'skill-opened'
         WHERE version."skillId" = skill.id) used ON true
     WHERE ${where}
     ORDER BY skill.name`
  return rows.map(row => summaryOf(summaryRow.parse(row)))
}

function summaryOf(row: z.output<typeof summaryRow>): SkillSummary {
  const { diagnostics, bodyCharacters, bodyBytes, ...rest } = row
  const count = (test: (item: Diagnostic) => boolean) => diagnostics.filter(test).length
  return {
    ...rest,
    errors: count(item => item.severity === 'error'),
    warnings: count(item => item.severity === 'warning' && !isFinding(item)),
    findings: count(item => item.severity === 'warning' && isFinding(item)),
    lineTokens: estimateTokens(catalogLine(rest)),
    bodyTokens: estimateTokensOf(bodyCharacters, bodyBytes),
    lastUsedAt: rest.lastUsedAt?.toISOString() ?? null,
    createdAt: rest.createdAt.toISOString(),
    updatedAt: rest.updatedAt.toISOString(),
  }
}

type VersionRow = Prisma.SkillVersionGetPayload<{ omit: { frontmatter: true; body: true } }>

function versionOf(row: VersionRow): SkillVersion {
  const { id, number, hash, description, licence, changelog, createdById } = row
  return {
    id,
    number,
    hash,
    description,
    diagnostics: z.array(diagnostic).parse(row.diagnostics),
    files: z.array(attachedFile).parse(row.files),
    licence,
    origin: skillOrigin.parse(row.origin),
    changelog,
    createdById,
    createdAt: row.createdAt.toISOString(),
  }
}

/** Parses a whole row. */
export function storedVersionOf(row: Prisma.SkillVersionGetPayload<object>): StoredVersion {
  const { skillId, body } = row
  return { ...versionOf(row), skillId, frontmatter: frontmatter.parse(row.frontmatter), body }
}
