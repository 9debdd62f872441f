/** Sets runs going that were held for want of a model or a key, once there is one. Nothing that was assigned is lost. */
import type { Actor } from '../accounts/actor'
import { AppError } from '../http/errors'
import { defaultModel } from '../providers/available-models'
import { providersOf } from '../providers/repository'
import type { Provider } from '../providers/schema'
import { log } from '../shared/log'
import { commandRun } from './command-run'
import type { StateCommand } from './decide'
import type { RecipeModel } from './recipe'
import { type HeldRun, listHeldRuns, readRunState } from './repository'

/**
 * Gives the default model to runs that have none, and resumes those that `provider` (just connected or mended) held
 * up. Returns how many runs were moved. A run that has moved on by itself is left alone.
 */
export async function resumeHeldRuns(actor: Actor, provider?: Provider): Promise<number> {
  const held = await listHeldRuns(actor)
  if (held.length === 0) return 0
  const standard = await defaultModel(actor.workspaceId)
  const known = new Set((await providersOf(actor.workspaceId)).map(one => one.id))
  let moved = 0
  for (const run of held) {
    const command =
      run.model === ''
        ? giveModel(standard.default)
        : provider && (await forProvider(actor, run, provider, known))
    if (command && (await tell(actor, run.id, command))) moved += 1
  }
  return moved
}

function giveModel(spec: string | null): StateCommand | undefined {
  return spec === null ? undefined : { type: 'model', model: spec }
}

async function forProvider(
  actor: Actor,
  run: HeldRun,
  provider: Provider,
  known: ReadonlySet<string>,
): Promise<StateCommand | undefined> {
  if (run.status !== 'waiting') return undefined
  const { model } = await readRunState(actor, run.id)
  if (!model) return undefined
  if (isOf(model, provider)) return { type: 'resume' }
  // A provider that was removed and connected again has another id under its old name.
  const wasRemoved = model.providerId !== null && !known.has(model.providerId)
  const name = model.spec.slice(0, model.spec.indexOf(':'))
  return wasRemoved && name.toLowerCase() === provider.name.toLowerCase() ? giveModel(model.spec) : undefined
}

function isOf(model: RecipeModel, provider: Provider): boolean {
  return provider.origin === 'environment'
    ? model.providerId === null && model.vendor === provider.vendor
    : model.providerId === provider.id
}

async function tell(actor: Actor, runId: string, command: StateCommand): Promise<boolean> {
  try {
    await commandRun(actor, runId, command)
    return true
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.info({ runId, command: command.type, reason: error.message }, 'held run was not moved')
    return false
  }
}
