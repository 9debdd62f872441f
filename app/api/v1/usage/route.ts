import { route } from '@/lib/http/handler'
import { usageBreakdown, usageFilter } from '@/lib/usage/breakdown'
import { readUsage } from '@/lib/usage/repository'

export const GET = route({
  summary:
    'Sum the ledger one way (day, agent, member, model, provider, task, run, step, tool, child, skill), with its waste',
  action: 'usage:read',
  query: usageFilter,
  response: usageBreakdown,
  run: ({ actor, query }) => readUsage(actor, query),
})
