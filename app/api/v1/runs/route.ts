import { route } from '@/lib/http/handler'
import { listRuns } from '@/lib/runs/repository'
import { runFilter, runList } from '@/lib/runs/schema'

export const GET = route({
  summary: 'List runs, newest first',
  action: 'run:read',
  query: runFilter,
  response: runList,
  run: ({ actor, query }) => listRuns(actor, query),
})
