/** The checks of a task with the models that they name, looked up when a run is launched. */
import type { Check } from '../checks/schema'
import { AppError } from '../http/errors'
import { chooseModel } from '../providers/choose-model'
import type { RecipeModel } from '../runs/recipe'

export interface JudgedChecks {
  checks: Check[]
  judgeModels?: RecipeModel[]
}

/** Throws `invalid-input` for a judge that names no model. */
export async function judgedChecks(workspaceId: string, checks: readonly Check[]): Promise<JudgedChecks> {
  const models = new Map<string, RecipeModel>()
  const named = await Promise.all(
    checks.map(async check => {
      if (check.type !== 'judge' || check.model === undefined) return check
      const model = await chooseModel(workspaceId, check.model)
      if (!model || model.scripted)
        throw new AppError('invalid-input', `${check.model} cannot judge a check.`)
      models.set(model.spec, model)
      return { ...check, model: model.spec }
    }),
  )
  return { checks: named, ...(models.size > 0 ? { judgeModels: [...models.values()] } : {}) }
}

/** The further models that can be used now, without the one that the run begins with. */
export async function usableFallbacks(
  workspaceId: string,
  specs: readonly string[],
  first: RecipeModel | null,
): Promise<RecipeModel[]> {
  const found = await Promise.all(specs.map(spec => chooseModel(workspaceId, spec).catch(unusable)))
  const models = found.flatMap(model => (model && model.spec !== first?.spec ? [model] : []))
  return [...new Map(models.map(model => [model.spec, model])).values()]
}

/** A provider that was removed since must not keep a task from starting. */
export function unusable(error: unknown): null {
  if (error instanceof AppError) return null
  throw error
}
