/** What a provider's state, and a test that failed, mean for a person: the words, and what to do. */
import type { ListingProblem, Provider, VendorId } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'
import { formatPlural } from '../../lib/shared/format'

export function providerStatusWords(provider: Provider): string {
  if (provider.status === 'working') return `Working, ${formatPlural(provider.models.length, 'model')}`
  return provider.status === 'failing' ? 'Not working' : 'Not checked: no list of models'
}

export function adviceFor(problem: ListingProblem, vendor: VendorId): string {
  const { hint, local } = vendors[vendor]
  switch (problem) {
    case 'key-missing':
      return `Paste one. You get it at ${hint}.`
    case 'key-refused':
      return local
        ? 'Check that it was copied whole and is the one the server was started with.'
        : `Check that it was copied whole and is still active at ${hint}.`
    case 'not-allowed':
      return 'Give the key the right to list models, or connect it without a list.'
    case 'wrong-address':
      return 'Check the address. Most servers want one that ends in /v1.'
    case 'unreachable':
      return local
        ? 'Start the server, and check its address and port. Reef calls it from its own machine.'
        : 'Check the address, and that Reef’s machine may reach the internet.'
    case 'not-trusted':
      return 'For a certificate of your own, start Reef with NODE_EXTRA_CA_CERTS set to its file.'
    case 'quota':
      return 'Add credit or wait. You can connect it now; it works once the provider lets it.'
    case 'timeout':
    case 'failing':
      return 'Try again in a moment. You can connect it now; Reef asks for the models later.'
    case 'not-understood':
      return 'Check the address. If the server has no list of models, connect it without one.'
  }
}

/** A name that no other provider has; it stands before the colon in `name:model`. */
export function freeName(wanted: string, providers: readonly Provider[]): string {
  const base = wanted.replaceAll(/[:/]/g, ' ').trim()
  const taken = new Set(providers.map(one => one.name.toLowerCase()))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base} ${number}`
    if (!taken.has(name.toLowerCase())) return name
  }
}
