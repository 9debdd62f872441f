import { route } from '@/lib/http/handler'
import { connectProvider } from '@/lib/providers/connect-provider'
import { connectedProviders } from '@/lib/providers/connected-providers'
import { createProviderInput, provider, providerList } from '@/lib/providers/schema'

export const GET = route({
  summary: 'List providers with their models; keys are never shown',
  action: 'provider:read',
  response: providerList,
  run: async ({ actor }) => ({ providers: await connectedProviders(actor) }),
})

export const POST = route({
  summary: 'Connect a provider; its endpoint is asked for its models first',
  action: 'provider:write',
  body: createProviderInput,
  response: provider,
  status: 201,
  run: ({ actor, body }) => connectProvider(actor, body),
})
