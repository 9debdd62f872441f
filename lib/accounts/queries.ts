/** Who is signed in, as the page asks for it. */
import { queryOptions } from '@tanstack/react-query'
import { request } from '../http/client'
import { me } from './schema'

export function meQuery() {
  return queryOptions({
    queryKey: ['me'] as const,
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => request(me, '/me', { signal }),
  })
}
