import { route } from '@/lib/http/handler'
import { usageFilter } from '@/lib/usage/breakdown'
import { readSolved } from '@/lib/usage/solved/repository'
import { solvedReport } from '@/lib/usage/solved/schema'

export const GET = route({
  summary: 'What a solved task cost by agent and by model, failed attempts included',
  action: 'usage:read',
  query: usageFilter.pick({ days: true, from: true, to: true }),
  response: solvedReport,
  run: ({ actor, query }) => readSolved(actor, query),
})
