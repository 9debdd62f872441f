import { route } from '@/lib/http/handler'
import { providerTest, testProviderInput } from '@/lib/providers/schema'
import { testProvider } from '@/lib/providers/test-provider'

export const POST = route({
  summary: 'Try a key or an address without keeping it: the models, or the exact cause',
  action: 'provider:write',
  body: testProviderInput,
  response: providerTest,
  run: ({ actor, body, request }) => testProvider(actor, body, request.signal),
})
