/** What a task waits for: other tasks, each until it is done, or until its newest run has succeeded. */
import { z } from 'zod'

/** `done`: a person has said that the task is done. `succeeded`: its newest run has, or the task is done. */
export const waitsUntil = z.enum(['done', 'succeeded'])
export type WaitsUntil = z.infer<typeof waitsUntil>

export const newBlockers = z
  .array(
    z.union([
      z.string().transform(task => ({ task, until: 'done' as const })),
      z.strictObject({ task: z.string(), until: waitsUntil.default('done') }),
    ]),
  )
  .max(50)
export type NewBlockers = z.output<typeof newBlockers>

export const blocker = z.object({
  taskId: z.string(),
  title: z.string(),
  status: z.string(),
  until: waitsUntil,
  /** Whether it holds the task no longer. */
  met: z.boolean(),
})
export type Blocker = z.infer<typeof blocker>
