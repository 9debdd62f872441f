/** What a run gets of the library: the published versions when it is launched, and their text when it works. */
import 'server-only'
import { type Connection, getDatabase } from '../../db/client'
import type { SkillHandle } from '../../engine/tools/tool'
import { fitCatalog } from '../catalog'
import { storedVersionOf } from '../repository'

/** A skill as a run's recipe freezes it. */
export interface LaunchSkill {
  name: string
  /** As it stands in the prompt: one line, cut to the catalog's budget. */
  description: string
  versionId: string
  hash: string
}

/**
 * The published skills of a workspace, sorted by name, for the recipe of a new run. `names` narrows them; names that
 * are not published are given back in `missing`, so that a launch can refuse or tell.
 */
export async function launchSkills(
  workspaceId: string,
  names?: readonly string[],
  db: Connection = getDatabase(),
): Promise<{ skills: LaunchSkill[]; missing: string[] }> {
  const rows = await db.$queryRaw<LaunchSkill[]>`
    SELECT skill.name, version.description, version.id AS "versionId", version.hash
      FROM "Skill" skill JOIN "SkillVersion" version ON version.id = skill."versionId"
     WHERE skill."workspaceId" = ${workspaceId} AND skill.status = 'published'`
  const wanted = names ? rows.filter(row => names.includes(row.name)) : rows
  const found = new Set(rows.map(row => row.name))
  return { skills: fitCatalog(wanted), missing: (names ?? []).filter(name => !found.has(name)) }
}

/**
 * The skills of a recipe with text and files, for the runner. A version is immutable and never deleted alone, so a
 * run resumed much later gets the text it began with. The name is the recipe's: a skill may have been renamed since.
 */
export async function loadSkills(
  workspaceId: string,
  recipe: { skills: readonly LaunchSkill[] },
  db: Connection = getDatabase(),
): Promise<SkillHandle[]> {
  const rows = await db.skillVersion.findMany({
    where: { id: { in: recipe.skills.map(skill => skill.versionId) }, skill: { workspaceId } },
  })
  const versions = new Map(rows.map(row => [row.id, storedVersionOf(row)]))
  return recipe.skills.flatMap(skill => {
    const version = versions.get(skill.versionId)
    if (!version) return []
    const files = Object.fromEntries(version.files.map(({ path, hash, size }) => [path, { hash, size }]))
    return [
      { name: skill.name, description: skill.description, hash: version.hash, body: version.body, files },
    ]
  })
}
