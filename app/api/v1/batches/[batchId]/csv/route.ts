import { z } from 'zod'
import { readBatch } from '@/lib/batches/repository'
import { batchCsv } from '@/lib/batches/results'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'The results of a batch as CSV',
  action: 'batch:read',
  params: z.object({ batchId: z.string() }),
  run: async ({ actor, params }) =>
    new Response(batchCsv(await readBatch(actor, params.batchId)), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${params.batchId}.csv"`,
        'cache-control': 'no-store',
      },
    }),
})
