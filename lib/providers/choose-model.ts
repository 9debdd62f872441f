/** Turns `provider:model` into the model that a run's recipe freezes, or says why there is none. */
import { defaultAgentModel } from '../agents/repository'
import { env } from '../env'
import { AppError } from '../http/errors'
import type { RecipeModel } from '../runs/recipe'
import { contextWindowOf } from '../usage/price'
import { providersOf } from './repository'
import { modelSpec, type Provider } from './schema'
import { sightOf } from './sight'
import { vendors } from './vendors'

const demoPrefix = 'demo:'

/**
 * The model for a run: the given spec, else the default agent's, else `REEF_MODEL`, else null (the run is kept and
 * waits for a model). The part before the colon is a provider's name, or a vendor's id where that is plain. Throws `invalid-input` with a
 * sentence for a spec that names nothing.
 */
export async function chooseModel(
  workspaceId: string,
  spec: string | null | undefined,
): Promise<RecipeModel | null> {
  const wanted = spec ?? (await defaultAgentModel(workspaceId)) ?? env().model
  if (wanted === undefined) return null
  if (!modelSpec.safeParse(wanted).success)
    throw new AppError(
      'invalid-input',
      `"${wanted}" is no model: write provider:model, for instance openai:gpt-5.`,
    )
  if (wanted.startsWith(demoPrefix)) return await demoModelFor(wanted)
  const at = wanted.indexOf(':')
  const name = wanted.slice(0, at).trim()
  const modelId = wanted.slice(at + 1).trim()
  const provider = findProvider(await providersOf(workspaceId), name)
  if (!provider) throw new AppError('invalid-input', noProvider(name))
  const listed = provider.models.find(model => model.id === modelId || model.id === `${modelId}:latest`)
  if (provider.models.length > 0 && !listed) throw new AppError('invalid-input', noModel(provider, modelId))
  const sees = sightOf(provider.vendor, provider.baseUrl, modelId, listed?.vision)
  return {
    spec: `${provider.name}:${modelId}`,
    vendor: provider.vendor,
    providerId: provider.origin === 'environment' ? null : provider.id,
    modelId,
    scripted: false,
    contextTokens: listed?.contextTokens ?? contextWindowOf(provider.vendor, provider.baseUrl, modelId),
    ...(sees.length > 0 ? { sees } : {}),
  }
}

async function demoModelFor(spec: string): Promise<RecipeModel> {
  const modelId = spec.slice(demoPrefix.length)
  const { demoScripts } = await import('../engine/demo-scripts')
  if (!demoScripts.some(script => script.name === modelId))
    throw new AppError('invalid-input', `There is no demo named "${modelId}".`)
  return { spec, vendor: 'demo', providerId: null, modelId, scripted: true, contextTokens: null }
}

/** By name first, whatever its case; then by vendor, the workspace's own before the environment's. */
function findProvider(providers: readonly Provider[], name: string): Provider | undefined {
  const wanted = name.toLowerCase()
  return (
    providers.find(one => one.name.toLowerCase() === wanted) ?? providers.find(one => one.vendor === wanted)
  )
}

function noProvider(name: string): string {
  const isVendor = Object.hasOwn(vendors, name)
  return isVendor
    ? `${name} is not connected. Connect it in Settings, or name its key in the environment.`
    : `There is no provider named "${name}".`
}

const namedModels = 5

function noModel(provider: Provider, modelId: string): string {
  const some = provider.models.slice(0, namedModels).map(model => model.id)
  const rest = provider.models.length > namedModels ? ` and ${provider.models.length - namedModels} more` : ''
  return `${provider.name} has no model "${modelId}". It has ${some.join(', ')}${rest}. If it is new, check the provider again.`
}
