/** Models that are left alone for a while, as the API and the page tell them. */
import { z } from 'zod'

export const restingModel = z.object({
  /** `provider:model`. */
  spec: z.string(),
  until: z.iso.datetime(),
  /** How often in a row it was given up; each time it is left alone for longer. */
  times: z.int().positive(),
  /** Why the last run gave it up. */
  reason: z.string(),
})
export type RestingModel = z.infer<typeof restingModel>

export const restingModelList = z.object({ models: z.array(restingModel) })
export type RestingModelList = z.infer<typeof restingModelList>

export const wakeModelInput = z.strictObject({ spec: z.string().min(1).max(400) })
export type WakeModelInput = z.infer<typeof wakeModelInput>
