import { route } from '@/lib/http/handler'
import { usageFilter } from '@/lib/usage/breakdown'
import { readWaste } from '@/lib/usage/waste/read-waste'
import { wasteReport } from '@/lib/usage/waste/schema'

export const GET = route({
  summary: 'What was paid for and came to nothing, the dearest first, with the run and step of each',
  action: 'usage:read',
  query: usageFilter,
  response: wasteReport,
  run: ({ actor, query }) => readWaste(actor, query),
})
