/** Connects, changes and checks a provider: its endpoint is asked for its models before anything is stored. */

import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { listAgents, updateAgent } from '../agents/repository'
import { specsOf, withModels } from '../agents/role-specs'
import { AppError } from '../http/errors'
import { resumeHeldRuns } from '../runs/resume-held-runs'
import { effectiveBaseUrl, normalizeBaseUrl } from './base-url'
import { checkEnvironmentProvider } from './environment-checks'
import { type Listing, listModels } from './list-models'
import { announceProviders } from './news'
import { baseUrlProblem } from './provider-fetch'
import {
  changeProvider,
  getProvider,
  insertProvider,
  openProvider,
  type ProviderAccess,
  type ProviderCheck,
  refuseEnvironment,
  removeProvider,
} from './repository'
import { statusAfter } from './rules'
import type { CreateProviderInput, ListingProblem, Provider, UpdateProviderInput, VendorId } from './schema'
import { vendors } from './vendors'

/** With these the input itself is wrong; with the others key and address may well be right. */
const inputProblems: readonly ListingProblem[] = [
  'key-missing',
  'key-refused',
  'wrong-address',
  'not-trusted',
  'not-understood',
  'unreachable',
]

/**
 * Asks the endpoint and stores the provider. Throws `provider-problem` with the exact cause when the input is wrong;
 * a provider that is only down, slow or out of quota is stored with the problem beside it.
 */
export async function connectProvider(actor: Actor, input: CreateProviderInput): Promise<Provider> {
  requireCan(actor, 'provider:write')
  const access: ProviderAccess = {
    vendor: input.vendor,
    baseUrl: input.baseUrl ? normalizeBaseUrl(input.vendor, input.baseUrl) : null,
    apiKey: input.apiKey ?? null,
  }
  const check = input.unchecked ? uncheckedEndpoint(access) : toCheck(await listModels(access))
  const name = input.name ?? vendors[input.vendor].id
  return await goOnWith(actor, await insertProvider(actor, { ...access, name }, check))
}

/** Changes a provider; a new key or address is tried before it is stored. A new host takes the old key away. */
export async function updateProvider(
  actor: Actor,
  id: string,
  input: UpdateProviderInput,
): Promise<Provider> {
  requireCan(actor, 'provider:write')
  refuseEnvironment(id)
  const found = await getProvider(actor, id)
  if (input.apiKey === undefined && input.baseUrl === undefined)
    return await renameProvider(actor, found, input.name)
  const baseUrl = input.baseUrl
    ? normalizeBaseUrl(found.vendor, input.baseUrl)
    : (input.baseUrl ?? found.baseUrl)
  const apiKey = await keyFor(actor, found, baseUrl, input)
  const check = toCheck(await listModels({ vendor: found.vendor, baseUrl, apiKey }))
  if (input.name !== undefined) await renameProvider(actor, found, input.name)
  return await goOnWith(actor, await changeProvider(actor, id, { baseUrl, apiKey }, check))
}

/** Agents name their model by the provider's name, so they follow it. */
async function renameProvider(actor: Actor, found: Provider, name: string | undefined): Promise<Provider> {
  if (name === undefined || name === found.name) return found
  const { id, status, problem, models } = found
  const renamed = await changeProvider(actor, id, { name }, { status, problem, models })
  const prefix = `${found.name}:`
  const isOfIt = (spec: string): boolean => spec.toLowerCase().startsWith(prefix.toLowerCase())
  const follow = (spec: string): string => (isOfIt(spec) ? `${name}:${spec.slice(prefix.length)}` : spec)
  for (const agent of await listAgents(actor)) {
    const { model, fallbackModels, roles } = agent
    if (![model ?? '', ...fallbackModels, ...specsOf(roles)].some(isOfIt)) continue
    await updateAgent(actor, agent.id, {
      model: model && follow(model),
      fallbackModels: fallbackModels.map(follow),
      roles: withModels(roles, follow),
    })
  }
  return renamed
}

/** Removes a provider. Agents that had a model of it go back to the default, and runs on it wait for a key. */
export async function disconnectProvider(actor: Actor, id: string): Promise<void> {
  const found = await getProvider(actor, id)
  await removeProvider(actor, id)
  await announceProviders(actor.workspaceId)
  const prefix = `${found.name.toLowerCase()}:`
  for (const agent of await listAgents(actor)) {
    const isOfIt = (spec: string): boolean => spec.toLowerCase().startsWith(prefix)
    const { model, fallbackModels, roles } = agent
    if (![model ?? '', ...fallbackModels, ...specsOf(roles)].some(isOfIt)) continue
    await updateAgent(actor, agent.id, {
      model: model && isOfIt(model) ? null : model,
      fallbackModels: fallbackModels.filter(spec => !isOfIt(spec)),
      roles: withModels(roles, spec => (isOfIt(spec) ? undefined : spec)),
    })
  }
}

/** Workers learn of the change before the runs that waited for it are set going. */
async function goOnWith(actor: Actor, provider: Provider): Promise<Provider> {
  await announceProviders(actor.workspaceId)
  if (provider.status !== 'failing') await resumeHeldRuns(actor, provider)
  return provider
}

/** A stored key stays with the host it was given for: a new address needs its key anew. */
async function keyFor(
  actor: Actor,
  found: Provider,
  baseUrl: string | null,
  input: UpdateProviderInput,
): Promise<string | null> {
  if (input.apiKey !== undefined) return input.apiKey
  if (originOf(found.vendor, baseUrl) !== originOf(found.vendor, found.baseUrl)) return null
  return (await openProvider(actor.workspaceId, found.id))?.apiKey ?? null
}

function originOf(vendor: VendorId, baseUrl: string | null): string | null {
  const address = effectiveBaseUrl(vendor, baseUrl)
  return address !== null && URL.canParse(address) ? new URL(address).origin : null
}

/** Asks the endpoint again. The outcome is stored, whatever it is; the environment's providers are only shown. */
export async function checkProvider(actor: Actor, id: string): Promise<Provider> {
  requireCan(actor, 'provider:write')
  const found = await getProvider(actor, id)
  if (found.origin === 'environment')
    return await goOnWith(actor, { ...found, ...(await checkEnvironmentProvider(id, true)) })
  const access = await openProvider(actor.workspaceId, id)
  const listing: Listing = access
    ? await listModels(access)
    : { ok: false, problem: 'key-missing', message: 'The provider is gone.' }
  const check: ProviderCheck = listing.ok
    ? { status: 'working', problem: null, models: listing.models }
    : {
        status: statusAfter(listing.problem, found.status !== 'unchecked'),
        problem: listing.message,
        models: found.models,
      }
  return await goOnWith(actor, await changeProvider(actor, id, {}, check))
}

const notAsked: ProviderCheck = { status: 'unchecked', problem: null, models: [] }

/** Even an endpoint that is not asked must have an address that may be called. */
function uncheckedEndpoint(access: ProviderAccess): ProviderCheck {
  const address = effectiveBaseUrl(access.vendor, access.baseUrl)
  const problem = address === null ? 'Give the address of the server.' : baseUrlProblem(address)
  if (problem) throw new AppError('provider-problem', problem, { problem: 'wrong-address' })
  return notAsked
}

function toCheck(listing: Listing): ProviderCheck {
  if (listing.ok) return { status: 'working', problem: null, models: listing.models }
  if (inputProblems.includes(listing.problem))
    throw new AppError('provider-problem', listing.message, { problem: listing.problem })
  return { status: 'failing', problem: listing.message, models: [] }
}
