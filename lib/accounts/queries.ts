/** Who is signed in, as the page asks for it. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { request } from '../http/client'
import { role } from './actor'

const me = z.object({
  actor: z.object({ id: z.string(), name: z.string(), role, kind: z.enum(['person', 'token']) }),
  workspace: z.object({ id: z.string(), name: z.string() }),
  actions: z.array(z.string()),
})
export type Me = z.infer<typeof me>

export function meQuery() {
  return queryOptions({
    queryKey: ['me'] as const,
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => request(me, '/me', { signal }),
  })
}
