/** Local model servers that were found and are not connected yet. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { env } from '../env'
import { effectiveBaseUrl } from './base-url'
import { type Candidate, discoverServers } from './discover'
import { listProviders } from './repository'
import type { FoundServer } from './schema'

/** Nothing is looked for when `REEF_DISCOVER` is off. */
export async function offerServers(
  actor: Actor,
  probe: { candidates?: readonly Candidate[]; timeoutMs?: number } = {},
): Promise<{ servers: FoundServer[] }> {
  requireCan(actor, 'provider:write')
  const [found, providers] = await Promise.all([
    discoverServers({ enabled: env().discover, ...probe }),
    listProviders(actor),
  ])
  const taken = new Set(providers.map(one => hostOf(effectiveBaseUrl(one.vendor, one.baseUrl))))
  return { servers: found.filter(server => !taken.has(hostOf(server.baseUrl))) }
}

/** People write the same machine in two ways. */
function hostOf(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null
  return new URL(address).host.replace(/^(localhost|\[::1\])(?=:|$)/, '127.0.0.1')
}
