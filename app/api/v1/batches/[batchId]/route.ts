import { z } from 'zod'
import { updateBatch } from '@/lib/batches/change-batch'
import { readBatch } from '@/lib/batches/repository'
import { batchDetail, updateBatchInput } from '@/lib/batches/schema'
import { route } from '@/lib/http/handler'

const params = z.object({ batchId: z.string() })

export const GET = route({
  summary: 'Read a batch with all its rows and results',
  action: 'batch:read',
  params,
  response: batchDetail,
  run: ({ actor, params }) => readBatch(actor, params.batchId),
})

export const PATCH = route({
  summary: 'Change how many rows run at once, or the budget of a batch',
  action: 'batch:write',
  params,
  body: updateBatchInput,
  response: batchDetail,
  run: ({ actor, params, body }) => updateBatch(actor, params.batchId, body),
})
