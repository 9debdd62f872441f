/** Which published skill versions a new run gets: those that are named, or all of the workspace. */
import type { Connection } from '../db/client'
import { AppError } from '../http/errors'
import type { RecipeSkill } from '../runs/recipe'
import { fitCatalog } from './catalog'
import { publishedSkills } from './launch/repository'

/**
 * `named` holds names or ids; null means every published skill. Sorted, with descriptions as the run's prefix will
 * carry them: one line each, cut to the catalog's budget. Throws `invalid-input` for a name that is not there.
 */
export async function chooseSkills(
  db: Connection,
  workspaceId: string,
  named: string[] | null,
): Promise<RecipeSkill[]> {
  const all = await publishedSkills(db, workspaceId)
  const chosen = named === null ? all : new Set(named.map(wanted => findSkill(all, wanted)))
  return fitCatalog([...chosen].map(({ skillId: _, ...skill }) => skill))
}

function findSkill<T extends { skillId: string; name: string }>(skills: readonly T[], wanted: string): T {
  const found = skills.find(skill => skill.name === wanted || skill.skillId === wanted)
  if (!found) throw new AppError('invalid-input', `There is no published skill named ${wanted}.`)
  return found
}
