import { z } from 'zod'
import { stopBatch } from '@/lib/batches/change-batch'
import { batchDetail } from '@/lib/batches/schema'
import { route } from '@/lib/http/handler'

export const POST = route({
  summary: 'Stop a batch: no further row starts, and what runs is stopped',
  action: 'batch:write',
  params: z.object({ batchId: z.string() }),
  response: batchDetail,
  run: ({ actor, params }) => stopBatch(actor, params.batchId),
})
