import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { search } from '@/lib/search/repository'
import { searchResults } from '@/lib/search/schema'

export const GET = route({
  summary: 'Search tasks and transcripts',
  action: 'run:read',
  query: z.object({ q: z.string().trim().min(1).max(200) }),
  response: searchResults,
  run: ({ actor, query }) => search(actor, query.q),
})
