import { z } from 'zod'
import { notFound } from '@/lib/http/errors'
import { route } from '@/lib/http/handler'
import { revokeToken } from '@/lib/tokens/repository'

export const DELETE = route({
  summary: 'Revoke an API token; its next call is refused',
  action: 'token:write',
  params: z.object({ tokenId: z.string() }),
  status: 204,
  run: async ({ actor, params }) => {
    if (!(await revokeToken(actor, params.tokenId))) throw notFound('token')
  },
})
