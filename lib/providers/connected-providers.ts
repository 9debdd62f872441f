/** The providers as people see them: those of the environment with what asking them has shown. */
import type { Actor } from '../accounts/actor'
import { checkEnvironmentProvider } from './environment-checks'
import { getProvider, listProviders } from './repository'
import type { Provider } from './schema'

export async function connectedProviders(actor: Actor): Promise<Provider[]> {
  return await Promise.all((await listProviders(actor)).map(withCheck))
}

export async function connectedProvider(actor: Actor, id: string): Promise<Provider> {
  return await withCheck(await getProvider(actor, id))
}

async function withCheck(provider: Provider): Promise<Provider> {
  if (provider.origin !== 'environment') return provider
  return { ...provider, ...(await checkEnvironmentProvider(provider.id)) }
}
