/** Tries a key or an address without keeping anything of it. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { normalizeBaseUrl } from './base-url'
import { listModels } from './list-models'
import type { ProviderTest, TestProviderInput } from './schema'

/** The models, or the exact cause why there are none. */
export async function testProvider(
  actor: Actor,
  input: TestProviderInput,
  signal?: AbortSignal,
): Promise<ProviderTest> {
  requireCan(actor, 'provider:write')
  const { vendor } = input
  const baseUrl = input.baseUrl ? normalizeBaseUrl(vendor, input.baseUrl) : null
  return await listModels({ vendor, baseUrl, apiKey: input.apiKey ?? null }, signal ? { signal } : {})
}
