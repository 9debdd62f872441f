import { createBatch } from '@/lib/batches/change-batch'
import { listBatches } from '@/lib/batches/repository'
import { batchDetail, batchList, createBatchInput } from '@/lib/batches/schema'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'List batches, newest first',
  action: 'batch:read',
  response: batchList,
  run: async ({ actor }) => ({ batches: await listBatches(actor) }),
})

export const POST = route({
  summary: 'Start a batch: one template over a table of inputs',
  action: 'batch:write',
  body: createBatchInput,
  response: batchDetail,
  status: 201,
  run: ({ actor, body }) => createBatch(actor, body),
})
