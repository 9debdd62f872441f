import { z } from 'zod'
import { repeatBatch } from '@/lib/batches/change-batch'
import { batchDetail } from '@/lib/batches/schema'
import { route } from '@/lib/http/handler'

export const POST = route({
  summary: 'Run the rows of a batch again that did not succeed',
  action: 'batch:write',
  params: z.object({ batchId: z.string() }),
  response: batchDetail,
  run: ({ actor, params }) => repeatBatch(actor, params.batchId),
})
