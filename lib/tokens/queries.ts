/** Where the page gets API tokens from, and how it makes and revokes them. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { request } from '../http/client'
import { type CreateTokenInput, createdToken, tokenSummary } from './schema'

export function tokenListQuery() {
  return queryOptions({
    queryKey: ['tokens'] as const,
    queryFn: ({ signal }) => request(z.object({ tokens: z.array(tokenSummary) }), '/tokens', { signal }),
    select: ({ tokens }) => tokens,
  })
}

export function createToken(input: CreateTokenInput) {
  return request(createdToken, '/tokens', { method: 'POST', body: input })
}

export function revokeToken(id: string) {
  return request(z.unknown(), `/tokens/${id}`, { method: 'DELETE' })
}
