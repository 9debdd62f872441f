/** Connects, changes and checks a provider: its endpoint is asked for its models before anything is stored. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { AppError } from '../http/errors'
import { effectiveBaseUrl, normalizeBaseUrl } from './base-url'
import { type Listing, listModels } from './list-models'
import { baseUrlProblem } from './provider-fetch'
import {
  changeProvider,
  getProvider,
  insertProvider,
  openProvider,
  type ProviderAccess,
  type ProviderCheck,
  refuseEnvironment,
} from './repository'
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
  return await insertProvider(actor, { ...access, name: input.name ?? vendors[input.vendor].id }, check)
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
    return await changeProvider(actor, id, { name: input.name }, found)
  const baseUrl = input.baseUrl
    ? normalizeBaseUrl(found.vendor, input.baseUrl)
    : (input.baseUrl ?? found.baseUrl)
  const apiKey = await keyFor(actor, found, baseUrl, input)
  const check = toCheck(await listModels({ vendor: found.vendor, baseUrl, apiKey }))
  return await changeProvider(actor, id, { name: input.name, baseUrl, apiKey }, check)
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
  requireCan(actor, 'provider:read')
  const found = await getProvider(actor, id)
  const access = await openProvider(actor.workspaceId, id)
  const listing: Listing = access
    ? await listModels(access)
    : { ok: false, problem: 'key-missing', message: 'The provider is gone.' }
  const check: ProviderCheck = listing.ok
    ? { status: 'working', problem: null, models: listing.models }
    : { status: 'failing', problem: listing.message, models: found.models }
  if (found.origin === 'environment') return { ...found, ...check, checkedAt: new Date().toISOString() }
  return await changeProvider(actor, id, {}, check)
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
