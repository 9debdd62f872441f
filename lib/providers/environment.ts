/** Providers that the environment names: shown in Settings, used by runs, changed nowhere but in the environment. */
import { normalizeBaseUrl } from './base-url'
import { isVendorHost, type VendorId, vendorIds, vendors } from './vendors'

export interface EnvironmentProvider {
  /** Stable: `environment:<vendor>`. */
  id: string
  vendor: VendorId
  /** The vendor's id: what stands before the colon in `provider:model`. */
  name: string
  baseUrl: string | null
  apiKey: string | null
  /** The variables that name it. */
  variables: string[]
}

/** The prefix of the ids of providers that live in the environment. */
export const environmentIdPrefix = 'environment:'

/**
 * Reads the providers from the vendors' usual variables. A key names a provider; so does an address alone, for
 * servers that need no key. `OPENAI_BASE_URL` with a host that is not OpenAI's makes `openai` an OpenAI-compatible
 * endpoint under its old name, so that `openai:<model>` names a model on it.
 */
export function environmentProviders(variables: Readonly<Record<string, string>>): EnvironmentProvider[] {
  return vendorIds.flatMap(id => {
    const vendor = vendors[id]
    const keyVariable = vendor.keyVariables.find(variable => variables[variable.name])
    const apiKey = keyVariable ? (variables[keyVariable.name] ?? null) : null
    const addressVariable = vendor.baseUrlVariables.find(name => variables[name] !== undefined)
    const address = addressVariable === undefined ? undefined : variables[addressVariable]
    const baseUrl = address === undefined ? (keyVariable?.baseUrl ?? null) : normalizeBaseUrl(id, address)
    const isOwnServer = address !== undefined && !isVendorHost(id, baseUrl ?? '')
    if (apiKey === null && !isOwnServer && !(address !== undefined && !vendor.needsKey)) return []
    const names = [keyVariable?.name, addressVariable].flatMap(name => name ?? [])
    return [{ id: `${environmentIdPrefix}${id}`, vendor: id, name: id, baseUrl, apiKey, variables: names }]
  })
}
