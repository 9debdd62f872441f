import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { checkProvider } from '@/lib/providers/connect-provider'
import { provider } from '@/lib/providers/schema'

export const POST = route({
  summary: 'Ask the endpoint for its models again; what it says is kept',
  action: 'provider:write',
  params: z.object({ providerId: z.string() }),
  response: provider,
  run: ({ actor, params }) => checkProvider(actor, params.providerId),
})
