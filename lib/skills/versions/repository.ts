/** Writes skills and versions. Every function runs in the transaction it is given; versions are only ever added. */
import 'server-only'
import { type Connection, Prisma } from '../../db/client'
import type { AttachedFile } from '../../files/schema'
import { notFound } from '../../http/errors'
import { newId } from '../../shared/id'
import type { Diagnostic, Frontmatter, SkillOrigin, SkillStatus } from '../schema'

export interface NewVersion {
  name: string
  description: string
  hash: string
  frontmatter: Frontmatter
  body: string
  files: AttachedFile[]
  diagnostics: Diagnostic[]
  licence: string | null
  origin: SkillOrigin
  changelog: string
  createdById: string | null
}

export interface LockedSkill {
  id: string
  name: string
  status: SkillStatus
  /** The published version. */
  versionId: string | null
  latest: { id: string; number: number; hash: string } | null
}

/** Takes a skill for writing: one writer at a time. Throws `not-found` for a foreign id. */
export async function lockSkill(db: Connection, workspaceId: string, skillId: string): Promise<LockedSkill> {
  const skill = await lockWhere(db, Prisma.sql`"workspaceId" = ${workspaceId} AND id = ${skillId}`)
  if (!skill) throw notFound('skill')
  return skill
}

/** The same by name; null when the library has no such skill. */
export function lockSkillByName(
  db: Connection,
  workspaceId: string,
  name: string,
): Promise<LockedSkill | null> {
  return lockWhere(db, Prisma.sql`"workspaceId" = ${workspaceId} AND name = ${name}`)
}

async function lockWhere(db: Connection, where: Prisma.Sql): Promise<LockedSkill | null> {
  const [row] = await db.$queryRaw<Omit<LockedSkill, 'latest'>[]>`
    SELECT id, name, status, "versionId" FROM "Skill" WHERE ${where} FOR UPDATE`
  if (!row) return null
  const latest = await db.skillVersion.findFirst({
    where: { skillId: row.id },
    orderBy: { number: 'desc' },
    select: { id: true, number: true, hash: true },
  })
  return { ...row, latest }
}

/** A new draft without versions; null when the name is taken. */
export async function insertSkill(
  db: Connection,
  workspaceId: string,
  version: NewVersion,
): Promise<LockedSkill | null> {
  const id = newId('skill')
  const { name, description } = version
  const inserted = await db.$executeRaw`
    INSERT INTO "Skill" (id, "workspaceId", name, description, "updatedAt")
    VALUES (${id}, ${workspaceId}, ${name}, ${description}, now() AT TIME ZONE 'utc') ON CONFLICT DO NOTHING`
  return inserted === 0 ? null : { id, name, status: 'draft', versionId: null, latest: null }
}

/** Adds the next version. While nothing is published, the skill carries the newest name and description. */
export async function insertVersion(
  db: Connection,
  skill: LockedSkill,
  version: NewVersion,
): Promise<{ id: string; number: number }> {
  const { name, ...columns } = version
  const id = newId('version')
  const number = (skill.latest?.number ?? 0) + 1
  await db.skillVersion.create({
    data: {
      ...columns,
      id,
      number,
      skillId: skill.id,
      frontmatter: columns.frontmatter as Prisma.InputJsonObject,
    },
  })
  const status = skill.versionId ? 'published' : 'draft'
  const shown = skill.versionId ? {} : { name, description: version.description }
  await db.skill.update({ where: { id: skill.id }, data: { ...shown, status, archivedAt: null } })
  return { id, number }
}

/** Makes a version the one that new runs get. */
export async function setPublished(
  db: Connection,
  skillId: string,
  versionId: string,
  description: string,
): Promise<void> {
  const data = { versionId, description, status: 'published', archivedAt: null }
  await db.skill.update({ where: { id: skillId }, data })
}

export async function setArchived(db: Connection, skill: LockedSkill, isArchived: boolean): Promise<void> {
  const status = isArchived ? 'archived' : skill.versionId ? 'published' : 'draft'
  await db.skill.update({
    where: { id: skill.id },
    data: { status, archivedAt: isArchived ? new Date() : null },
  })
}
