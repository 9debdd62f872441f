/** Models that kept failing for a run are left alone by the others of its workspace for a while. */
import { layToRest, restingModels } from '../providers/rest/repository'
import type { RecipeModel } from '../runs/recipe'
import { recipeOf } from '../runs/run-state'
import type { RunSession } from './run-session'

/** Another model of the run's list, when its own is left alone and that one is not; null where none is needed. */
export async function wakefulModel(
  session: RunSession,
): Promise<{ model: RecipeModel; reason: string } | null> {
  const { journal, services, workspaceId } = session
  const { model, fallbackModels = [] } = recipeOf(journal.state)
  const current = journal.state.model
  if (!current || fallbackModels.length === 0) return null
  const list = [...(model ? [model] : []), ...fallbackModels]
  const resting = await restingModels(
    services.db,
    workspaceId,
    list.map(({ spec }) => spec),
  )
  const until = resting.get(current.spec)
  const other = until && list.find(({ spec }) => !resting.has(spec))
  if (!until || !other) return null
  const time = until.toISOString().slice(11, 16)
  return { model: other, reason: `${current.spec} kept failing; it is left alone until ${time} UTC.` }
}

/** Goes on with another model. False, like every preparation that made no call. */
export function changeModel({ journal, worker }: RunSession, model: RecipeModel, reason: string): false {
  journal.stage({ type: 'model-changed', actor: worker, data: { model, reason } })
  return false
}

/** The run gives its model up for the next one: said to all in the transaction of that event. */
export function giveUpModel(
  { journal, worker, workspaceId }: RunSession,
  next: RecipeModel,
  reason: string,
): void {
  const failing = journal.state.model?.spec
  const event = { type: 'model-changed' as const, actor: worker, data: { model: next, reason } }
  journal.stage(event, undefined, async db => {
    if (failing) await layToRest(db, workspaceId, failing, reason)
  })
}
