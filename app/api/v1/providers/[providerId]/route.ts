import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { disconnectProvider, updateProvider } from '@/lib/providers/connect-provider'
import { connectedProvider } from '@/lib/providers/connected-providers'
import { provider, updateProviderInput } from '@/lib/providers/schema'

const params = z.object({ providerId: z.string() })

export const GET = route({
  summary: 'Read a provider; its key is never shown',
  action: 'provider:read',
  params,
  response: provider,
  run: ({ actor, params }) => connectedProvider(actor, params.providerId),
})

export const PATCH = route({
  summary: 'Change a provider; a new key or address is tried first',
  action: 'provider:write',
  params,
  body: updateProviderInput,
  response: provider,
  run: ({ actor, params, body }) => updateProvider(actor, params.providerId, body),
})

export const DELETE = route({
  summary: 'Remove a provider with its key; runs on it wait until it is connected again',
  action: 'provider:write',
  params,
  status: 204,
  run: ({ actor, params }) => disconnectProvider(actor, params.providerId),
})
