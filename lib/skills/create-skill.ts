/** Creates a skill that a person wrote in the editor or pasted. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { decodeFile } from './decode-file'
import { readSkill } from './repository'
import type { CreateSkillInput, SkillDetail } from './schema'
import { readContent } from './skill-content'
import { storeSkill, writeContent } from './store-skill'

/** Throws `invalid-input` with diagnostics for text that is no skill, `conflict` when the name is taken. */
export async function createSkill(actor: Actor, input: CreateSkillInput): Promise<SkillDetail> {
  requireCan(actor, 'skill:write')
  const main = { path: 'SKILL.md', bytes: new TextEncoder().encode(input.text) }
  const content = readContent([main, ...input.files.map(decodeFile)])
  const { workspaceId, memberId: createdById } = actor
  const by = { workspaceId, createdById, origin: 'authored', changelog: input.changelog } as const
  const version = await writeContent(getDatabase(), content, by)
  const stored = await inTransaction(transaction => storeSkill(transaction, workspaceId, version, true))
  if (!stored)
    throw new AppError('conflict', `There is already a skill called "${content.name}".`, {
      name: content.name,
    })
  return readSkill(actor, stored.skillId)
}
