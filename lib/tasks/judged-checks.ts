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
