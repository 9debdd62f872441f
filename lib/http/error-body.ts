/** An error as it crosses HTTP. Apart from `AppError`, so that a page can know errors without loading any schema. */
import { z } from 'zod'
import { json } from '../shared/json'
import { type ErrorCode, errorStatus } from './errors'

export const errorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    details: json.optional(),
  }),
})
export type ErrorBody = z.infer<typeof errorBody>
