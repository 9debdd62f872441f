/** Saves an edit of a skill as its next immutable version. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { decodeFile } from './decode-file'
import type { SkillFile } from './inspect'
import { readFiles } from './read-files'
import { readSkill, readVersion } from './repository'
import type { SaveVersionInput, SkillDetail } from './schema'
import { readContent } from './skill-content'
import { writeContent } from './store-skill'
import {
  insertVersion,
  type LockedSkill,
  lockSkill,
  lockSkillByName,
  type NewVersion,
} from './versions/repository'

/**
 * The files of `input.base` with the edits applied. Identical content changes nothing. Throws `conflict` when somebody
 * saved in between or the new name is taken, `refused` when a published skill would change its name, and
 * `invalid-input` with diagnostics when the result is no skill.
 */
export async function saveVersion(
  actor: Actor,
  skillId: string,
  input: SaveVersionInput,
): Promise<SkillDetail> {
  requireCan(actor, 'skill:write')
  const base = await readVersion(actor, skillId, input.base)
  const files = edit(await readFiles(getDatabase(), actor.workspaceId, base.files), input)
  const content = readContent(files)
  const { workspaceId, memberId: createdById } = actor
  const by = { workspaceId, createdById, origin: 'authored', changelog: input.changelog } as const
  const version = await writeContent(getDatabase(), content, by)
  await inTransaction(async transaction => {
    const skill = await lockSkill(transaction, workspaceId, skillId)
    if (skill.latest?.hash === version.hash) return
    requireCurrent(skill, input.base)
    await requireName(transaction, workspaceId, skill, version)
    await insertVersion(transaction, skill, version)
  })
  return readSkill(actor, skillId)
}

function edit(files: readonly SkillFile[], input: SaveVersionInput): SkillFile[] {
  const written = input.write.map(decodeFile)
  const replaced = new Set([...input.remove, ...written.map(file => file.path)])
  return [...files.filter(file => !replaced.has(file.path)), ...written]
}

function requireCurrent(skill: LockedSkill, base: number): void {
  const latest = skill.latest?.number ?? 0
  if (latest === base) return
  const message = `Version ${latest} was saved while you edited version ${base}. Look at it, then save again.`
  throw new AppError('conflict', message, { latest })
}

async function requireName(
  db: Connection,
  workspaceId: string,
  skill: LockedSkill,
  version: NewVersion,
): Promise<void> {
  if (version.name === skill.name) return
  if (skill.versionId) {
    const message = `A published skill keeps its name "${skill.name}". Make a new skill for another name.`
    throw new AppError('refused', message, { reason: 'name-is-published' })
  }
  const other = await lockSkillByName(db, workspaceId, version.name)
  if (other)
    throw new AppError('conflict', `There is already a skill called "${version.name}".`, {
      name: version.name,
    })
}
