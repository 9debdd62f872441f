/** Which published skill versions a new run gets: those that are named, or all of the workspace. */

import type { Connection } from '../db/client'
import { AppError } from '../http/errors'
import type { RecipeSkill } from '../runs/recipe'
import { publishedSkills } from './launch/repository'

/** `named` holds names or ids; null means every published skill. Throws `invalid-input` for a name that is not there. */
export async function chooseSkills(
  db: Connection,
  workspaceId: string,
  named: string[] | null,
): Promise<RecipeSkill[]> {
  const all = await publishedSkills(db, workspaceId)
  if (named === null) return all.map(({ skillId: _, ...skill }) => skill)
  return named.map(wanted => {
    const found = all.find(skill => skill.name === wanted || skill.skillId === wanted)
    if (!found) throw new AppError('invalid-input', `There is no published skill named ${wanted}.`)
    const { skillId: _, ...skill } = found
    return skill
  })
}
