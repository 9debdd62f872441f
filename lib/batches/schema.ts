/** A batch: one template over a table of inputs. Its rows share a limit on what runs at once, and one budget. */
import { z } from 'zod'
import { newBudget, runBudget } from '../runs/recipe'
import { taskStatus } from '../tasks/schema'
import { inputValues } from '../templates/schema'

export const maxBatchRows = 1_000

export const createBatchInput = z.object({
  name: z.string().trim().min(1, 'write a name').max(80),
  template: z.string().min(1, 'choose a template'),
  rows: z.array(inputValues).min(1, 'a batch has at least one row').max(maxBatchRows).optional(),
  /** The rows as CSV instead; its first line names the inputs. */
  csv: z.string().max(2_000_000).optional(),
  /** Tasks under way at once. A task that waits for a person keeps its place. */
  concurrency: z.int().min(1).max(50).default(4),
  /** What all rows together may use. Each task has its template's own limit besides. */
  budget: newBudget.default({}),
})
export type CreateBatchInput = z.output<typeof createBatchInput>

export const updateBatchInput = z
  .object({ concurrency: createBatchInput.shape.concurrency.unwrap(), budget: newBudget })
  .partial()
export type UpdateBatchInput = z.infer<typeof updateBatchInput>

export const batchStatus = z.enum(['running', 'stopped', 'ended'])
/** `pending` waits for its turn, `refused` could not start, `withdrawn` was stopped before it did. */
export const rowStatus = z.enum(['pending', 'started', 'refused', 'withdrawn'])

export const batchRow = z.object({
  number: z.int().positive(),
  values: inputValues,
  status: rowStatus,
  problem: z.string().nullable(),
  taskId: z.string().nullable(),
  taskStatus: taskStatus.nullable(),
  runId: z.string().nullable(),
  runStatus: z.string().nullable(),
  /** What the agent answered last, once its run has ended. */
  result: z.string().nullable(),
  tokens: z.int(),
  costUsd: z.number().nullable(),
  costUnknown: z.boolean(),
})
export type BatchRow = z.infer<typeof batchRow>

export const batchCounts = z.object({
  rows: z.int(),
  pending: z.int(),
  live: z.int(),
  succeeded: z.int(),
  failed: z.int(),
})
export type BatchCounts = z.infer<typeof batchCounts>

export const batch = z.object({
  id: z.string(),
  name: z.string(),
  status: batchStatus,
  concurrency: z.int(),
  budget: runBudget,
  counts: batchCounts,
  tokens: z.int(),
  costUsd: z.number().nullable(),
  costUnknown: z.boolean(),
  createdAt: z.iso.datetime(),
})
export type Batch = z.infer<typeof batch>

export const batchDetail = batch.extend({
  columns: z.array(z.string()),
  /** What each task may use by itself; what the batch may is its limit besides. */
  taskBudget: runBudget,
  rows: z.array(batchRow),
})
export type BatchDetail = z.infer<typeof batchDetail>
export const batchList = z.object({ batches: z.array(batch) })
