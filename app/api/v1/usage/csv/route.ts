import { route } from '@/lib/http/handler'
import { usageFilter } from '@/lib/usage/breakdown'
import { usageCsv } from '@/lib/usage/csv'
import { readUsage } from '@/lib/usage/repository'

export const GET = route({
  summary: 'The ledger, cut one way, as CSV',
  action: 'usage:read',
  query: usageFilter,
  run: async ({ actor, query }) =>
    new Response(usageCsv(await readUsage(actor, query)), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="usage-by-${query.by}.csv"`,
        'cache-control': 'no-store',
      },
    }),
})
