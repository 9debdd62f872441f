import { route } from '@/lib/http/handler'
import { usageFilter } from '@/lib/usage/breakdown'
import { wasteCsv } from '@/lib/usage/csv'
import { readWaste } from '@/lib/usage/waste/read-waste'

export const GET = route({
  summary: 'The waste report as CSV',
  action: 'usage:read',
  query: usageFilter,
  run: async ({ actor, query }) =>
    new Response(wasteCsv(await readWaste(actor, query)), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="waste.csv"',
        'cache-control': 'no-store',
      },
    }),
})
