import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { createToken } from '@/lib/tokens/create-token'
import { listTokens } from '@/lib/tokens/repository'
import { createdToken, createTokenInput, tokenSummary } from '@/lib/tokens/schema'

export const GET = route({
  summary: 'API tokens: your own, or for admins all of the workspace',
  action: 'token:write',
  response: z.object({ tokens: z.array(tokenSummary) }),
  run: async ({ actor }) => ({ tokens: await listTokens(actor) }),
})

export const POST = route({
  summary: 'Make an API token; its secret is shown this once',
  action: 'token:write',
  body: createTokenInput,
  response: createdToken,
  status: 201,
  run: ({ actor, body }) => createToken(actor, body),
})
