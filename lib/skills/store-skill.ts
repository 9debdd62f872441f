/** Stores a skill's content: a new skill, or a new version of the one that has its name. */
import 'server-only'
import type { Connection } from '../db/client'
import { writeFile } from '../files/repository'
import type { AttachedFile } from '../files/schema'
import type { SkillFile } from './inspect'
import type { SkillOrigin } from './schema'
import type { SkillContent } from './skill-content'
import { insertSkill, insertVersion, lockSkillByName, type NewVersion } from './versions/repository'

export interface Authorship {
  workspaceId: string
  /** The member; null for what Reef brings along. */
  createdById: string | null
  origin: SkillOrigin
  changelog: string
}

export interface StoredSkill {
  outcome: 'created' | 'updated' | 'unchanged'
  skillId: string
  versionId: string
  version: number
}

/** Stores the bytes (content-addressed, so this may come before a transaction) and returns the version to insert. */
export async function writeContent(
  db: Connection,
  content: SkillContent,
  by: Authorship,
): Promise<NewVersion> {
  const files = await writeFiles(db, by.workspaceId, content.files)
  const { name, description, hash, licence, diagnostics, skill } = content
  const { frontmatter, body } = skill
  const { origin, changelog, createdById } = by
  return {
    name,
    description,
    hash,
    frontmatter,
    body,
    files,
    diagnostics,
    licence,
    origin,
    changelog,
    createdById,
  }
}

export async function writeFiles(
  db: Connection,
  workspaceId: string,
  files: readonly SkillFile[],
): Promise<AttachedFile[]> {
  const stored: AttachedFile[] = []
  for (const file of files)
    stored.push({ path: file.path, ...(await writeFile(db, workspaceId, file.bytes)) })
  return stored.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

/**
 * Creates the skill, or adds a version to the one of this name when the content is new. Identical content is no new
 * version. Runs in the transaction `db`. With `mustBeNew` a taken name gives null instead.
 */
export async function storeSkill(
  db: Connection,
  workspaceId: string,
  version: NewVersion,
  mustBeNew = false,
): Promise<StoredSkill | null> {
  const created = await insertSkill(db, workspaceId, version)
  if (created) {
    const first = await insertVersion(db, created, version)
    return { outcome: 'created', skillId: created.id, versionId: first.id, version: first.number }
  }
  const existing = mustBeNew ? null : await lockSkillByName(db, workspaceId, version.name)
  if (!existing) return null
  const { id: skillId, latest } = existing
  if (latest?.hash === version.hash && existing.status !== 'archived') {
    return { outcome: 'unchanged', skillId, versionId: latest.id, version: latest.number }
  }
  const next = await insertVersion(db, existing, version)
  return { outcome: 'updated', skillId, versionId: next.id, version: next.number }
}
