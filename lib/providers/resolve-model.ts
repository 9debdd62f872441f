/** From the model in a run's recipe to one that can be called, with its price; or the reason why it cannot. */
import 'server-only'
import { createHash } from 'node:crypto'
import type { ModelHandle, ModelTarget } from '../engine/model-handle'
import { openModel } from '../engine/provider-models'
import type { ModelResolution, ReadyModel } from '../engine/services'
import { knownPrices } from '../prices/known-prices'
import type { OwnPrice } from '../prices/schema'
import type { ModelError } from '../runs/message'
import type { RecipeModel } from '../runs/recipe'
import { priceCall, worstCaseMicros } from '../usage/price'
import { environmentIdPrefix } from './environment'
import { openProvider, type ProviderAccess } from './repository'
import { vendorId } from './schema'
import { EncryptionKeyError } from './secrets'
import { vendors } from './vendors'

/** Milliseconds for which an opened provider is trusted: a changed key takes effect after that. */
const accessLifetimeMs = 3000

/**
 * Resolves a recipe's model. A refusal is a model error like any other: `credentials` when the provider is gone or
 * its key is, so that the run waits and goes on once that is mended.
 */
export async function resolveModel(workspaceId: string, model: RecipeModel): Promise<ModelResolution> {
  const access = await accessFor(workspaceId, model)
  if ('code' in access) return { ok: false, error: access }
  const handle = await handleFor({
    ...access,
    modelId: model.modelId,
    ...(model.contextTokens === null ? {} : { contextTokens: model.contextTokens }),
  })
  return { ok: true, model: readyModel(handle, access, model.modelId, await knownPrices(workspaceId)) }
}

function readyModel(
  handle: ModelHandle,
  access: ProviderAccess,
  modelId: string,
  own: readonly OwnPrice[],
): ReadyModel {
  const called = { vendor: access.vendor, baseUrl: access.baseUrl, modelId, own }
  return {
    handle,
    priceOf: (usage, at, responseModel) => ({
      ...priceCall({ ...called, usage, at, ...(responseModel ? { responseModel } : {}) }),
      reportedMicros: null,
    }),
    // The demo costs nothing, so it needs no part of any budget.
    worstCase: tokens =>
      handle.kind === 'scripted' ? 0 : worstCaseMicros({ ...called, at: new Date() }, tokens),
  }
}

interface Kept {
  until: number
  access: Promise<ProviderAccess | null>
}

const opened = new Map<string, Kept>()

async function accessFor(workspaceId: string, model: RecipeModel): Promise<ProviderAccess | ModelError> {
  const vendor = vendorId.safeParse(model.vendor)
  if (!vendor.success) return refusal('not-found', `Reef knows no vendor named ${model.vendor}.`)
  if (vendor.data === 'demo') return { vendor: 'demo', baseUrl: null, apiKey: null }
  const id = model.providerId ?? `${environmentIdPrefix}${vendor.data}`
  const { label, needsKey } = vendors[vendor.data]
  try {
    const access = await openedProvider(workspaceId, id)
    const isUsable = access && !(needsKey && access.apiKey === null && access.baseUrl === null)
    if (isUsable) return access
    // The run waits until that is mended, and must then see it at once.
    opened.delete(`${workspaceId} ${id}`)
    const message = access ? `${label} has no API key. Add one in Settings.` : goneMessage(model, label)
    return refusal('credentials', message)
  } catch (error) {
    if (error instanceof EncryptionKeyError) return refusal('credentials', error.message)
    throw error
  }
}

function goneMessage(model: RecipeModel, label: string): string {
  return model.providerId === null
    ? `The environment no longer names ${label}.`
    : `The provider of ${model.spec} was removed. Connect it again, or choose another model.`
}

/** A provider of the workspace has changed: the next call opens it anew. */
export function forgetProviders(workspaceId: string): void {
  for (const key of opened.keys()) if (key.startsWith(`${workspaceId} `)) opened.delete(key)
}

/** Opens a provider at most once in a short while: a run calls its model every few seconds. */
async function openedProvider(workspaceId: string, id: string): Promise<ProviderAccess | null> {
  const key = `${workspaceId} ${id}`
  const kept = opened.get(key)
  if (kept && kept.until > Date.now()) return await kept.access
  const access = openProvider(workspaceId, id)
  opened.set(key, { until: Date.now() + accessLifetimeMs, access })
  access.catch(() => opened.delete(key))
  return await access
}

const mostHandles = 100
const handles = new Map<string, Promise<ModelHandle>>()

/** Model objects are kept, since making one loads code and parses addresses. */
function handleFor(target: ModelTarget): Promise<ModelHandle> {
  const key = createHash('sha256').update(JSON.stringify(target)).digest('base64')
  const known = handles.get(key)
  if (known) return known
  const oldest = handles.keys().next()
  if (handles.size >= mostHandles && !oldest.done) handles.delete(oldest.value)
  const handle = openModel(target)
  handles.set(key, handle)
  handle.catch(() => handles.delete(key))
  return handle
}

function refusal(code: ModelError['code'], message: string): ModelError {
  return { code, message, retryable: false }
}
