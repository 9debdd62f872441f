/** Publishes a version, archives a skill, and brings it back. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { inspectSkill } from './inspect'
import { readFiles } from './read-files'
import { readSkill, readVersion } from './repository'
import type { SkillDetail } from './schema'
import { lockSkill, setArchived, setPublished } from './versions/repository'

/**
 * Makes a version (the newest unless said) the one that new runs get. Strict: throws `refused` with the diagnostics
 * when a rule of the standard is broken. Findings of the scan do not count; a person has seen them.
 */
export async function publishSkill(actor: Actor, skillId: string, number?: number): Promise<SkillDetail> {
  requireCan(actor, 'skill:publish')
  const version = await readVersion(actor, skillId, number)
  await inTransaction(async transaction => {
    const skill = await lockSkill(transaction, actor.workspaceId, skillId)
    const files = await readFiles(transaction, actor.workspaceId, version.files)
    const { diagnostics } = inspectSkill(files, { mode: 'strict', folder: skill.name })
    const errors = diagnostics.filter(item => item.severity === 'error')
    if (errors.length > 0) {
      const message = `Version ${version.number} cannot be published: ${errors[0]?.message ?? ''}`
      throw new AppError('refused', message, { reason: 'not-valid', diagnostics: errors })
    }
    await setPublished(transaction, skillId, version.id, version.description)
  })
  return readSkill(actor, skillId)
}

/** Takes a skill out of the library and of new runs, or back in. Nothing is deleted; runs under way keep it. */
export async function archiveSkill(actor: Actor, skillId: string, isArchived = true): Promise<SkillDetail> {
  requireCan(actor, 'skill:publish')
  await inTransaction(async transaction => {
    const skill = await lockSkill(transaction, actor.workspaceId, skillId)
    await setArchived(transaction, skill, isArchived)
  })
  return readSkill(actor, skillId)
}
