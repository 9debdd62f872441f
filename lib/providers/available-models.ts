/** The models that agents of a workspace can be given, over all its providers, and which one is the default. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { AppError } from '../http/errors'
import { contextWindowOf, isPriced } from '../usage/price'
import { chooseModel } from './choose-model'
import { connectedProviders } from './connected-providers'
import type { AvailableModel, AvailableModels, Provider } from './schema'

export async function availableModels(actor: Actor): Promise<AvailableModels> {
  requireCan(actor, 'provider:read')
  const [providers, standard] = await Promise.all([
    connectedProviders(actor),
    defaultModel(actor.workspaceId),
  ])
  return { models: providers.flatMap(modelsOf), ...standard }
}

/** The default that can be used, else null and, when one was set, why not. */
export async function defaultModel(
  workspaceId: string,
): Promise<Pick<AvailableModels, 'default' | 'defaultProblem'>> {
  try {
    const model = await chooseModel(workspaceId, null)
    return { default: model?.spec ?? null, defaultProblem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { default: null, defaultProblem: error.message }
  }
}

function modelsOf(provider: Provider): AvailableModel[] {
  const { vendor, name, baseUrl } = provider
  return provider.models.map(model => ({
    spec: `${name}:${model.id}`,
    label: model.label ?? model.id,
    vendor,
    provider: name,
    contextTokens: model.contextTokens ?? contextWindowOf(vendor, baseUrl, model.id),
    tools: model.tools ?? null,
    priced: isPriced(vendor, baseUrl, model.id),
    scripted: false,
  }))
}
