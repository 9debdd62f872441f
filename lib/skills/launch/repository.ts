/** Skills as a run needs them: the published versions at launch, and a frozen version's body and files at work. */
import 'server-only'
import { z } from 'zod'
import type { Connection } from '../../db/client'
import type { SkillHandle } from '../../engine/tools/tool'
import { attachedFile } from '../../files/schema'
import type { RecipeSkill } from '../../runs/recipe'

export async function publishedSkills(
  db: Connection,
  workspaceId: string,
): Promise<(RecipeSkill & { skillId: string })[]> {
  const skills = await db.skill.findMany({
    where: { workspaceId, status: 'published', archivedAt: null, versionId: { not: null } },
    select: { id: true, name: true, versionId: true },
    orderBy: { name: 'asc' },
  })
  const versions = await db.skillVersion.findMany({
    where: { id: { in: skills.flatMap(skill => skill.versionId ?? []) } },
    select: { id: true, hash: true, description: true },
  })
  const byId = new Map(versions.map(version => [version.id, version]))
  return skills.flatMap(skill => {
    const version = byId.get(skill.versionId ?? '')
    if (!version) return []
    return [
      {
        skillId: skill.id,
        name: skill.name,
        description: version.description,
        versionId: version.id,
        hash: version.hash,
      },
    ]
  })
}

const files = z.array(attachedFile)

/** The frozen versions that a recipe names, as tools open them. */
export async function loadSkillHandles(
  db: Connection,
  workspaceId: string,
  skills: readonly RecipeSkill[],
): Promise<SkillHandle[]> {
  const versions = await db.skillVersion.findMany({
    where: { id: { in: skills.map(skill => skill.versionId) }, skill: { workspaceId } },
  })
  const byId = new Map(versions.map(version => [version.id, version]))
  return skills.flatMap(skill => {
    const version = byId.get(skill.versionId)
    if (!version) return []
    const tree = files.parse(version.files).map(({ path, hash, size }) => [path, { hash, size }] as const)
    const { name, description, hash } = skill
    return [{ name, description, hash, body: version.body, files: Object.fromEntries(tree) }]
  })
}
